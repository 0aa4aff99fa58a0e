package dev.edgecache.policy;

import dev.edgecache.http.Fields;
import dev.edgecache.policy.path.PathTemplate;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of request and what the cache does with it.
 *
 * @param policy the name of the policy it belongs to
 * @param name its name, unique in its policy
 * @param path the paths it matches
 * @param methods the methods it matches; none for any
 * @param cache whether and how long answers are stored
 * @param key what tells two requests apart
 * @param forward what the origin sees beyond the key
 * @param cors how cross-origin requests of browsers are answered, if the cache answers them
 * @param tags the names under which answers can be invalidated
 * @param consistency how far answers may lag behind the primary
 * @param upgrades the protocols, in lower case, to which a connection may switch (RFC 9110 §7.8)
 * @param strip the fields of the origin's answers that clients do not get
 * @param origin which origin answers
 * @param cdn how a cache in front of this one keeps answers, if it does
 */
public record Route(
    String policy,
    String name,
    PathTemplate path,
    Set<String> methods,
    CacheRule cache,
    KeyRule key,
    ForwardRule forward,
    Optional<CorsRule> cors,
    TagRule tags,
    ConsistencyRule consistency,
    Set<String> upgrades,
    Set<String> strip,
    OriginRule origin,
    Optional<CdnRule> cdn) {

  /** Copies the sets. */
  public Route {
    methods = Set.copyOf(methods);
    upgrades = Set.copyOf(upgrades);
    strip = Set.copyOf(strip);
  }

  /**
   * Which origin answers the requests of a route.
   *
   * @param preference which one is asked first
   * @param residency where requests may go
   * @param hedgeAfter after which time without an answer a safe request is sent a second time
   */
  public record OriginRule(
      Preference preference, Residency residency, Optional<Duration> hedgeAfter) {

    /** By method, to any origin. */
    public static final OriginRule DEFAULT =
        new OriginRule(Preference.BY_METHOD, Residency.ANYWHERE, Optional.empty());

    /** Rejects a route that prefers the origin to which it may not go. */
    public OriginRule {
      if (preference == Preference.PRIMARY && residency == Residency.STAY) {
        throw new IllegalArgumentException(
            "origin: primary (expected: local or by-method beside residency: stay)");
      }
    }

    /** Which origin is asked first. */
    public enum Preference {
      /** The local one for safe methods (RFC 9110 §9.2.1), the primary for all others. */
      BY_METHOD,
      /** The local one. */
      LOCAL,
      /** The primary. */
      PRIMARY
    }

    /** Where requests and their answers may go. */
    public enum Residency {
      /** To any origin. */
      ANYWHERE,
      /** To the local origin alone, whatever becomes of it. */
      STAY
    }
  }

  /**
   * Whether another route of the same hosts would match some of the same requests, neither being
   * more specific: paths alike, and methods alike or none named in both. A route for GET takes HEAD
   * too.
   */
  public boolean competesWith(Route other) {
    boolean samePaths = PathTemplate.MOST_SPECIFIC_FIRST.compare(path, other.path) == 0;
    boolean sameMethods =
        methods.isEmpty()
            ? other.methods.isEmpty()
            : !Collections.disjoint(withHead(methods), withHead(other.methods));
    return samePaths && sameMethods;
  }

  /** The fields of an answer that clients get. */
  public Fields stripped(Fields answer) {
    return strip.isEmpty() ? answer : answer.without(strip);
  }

  /** Whether it takes requests of that method; a route for GET takes HEAD too. */
  public boolean accepts(String method) {
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals("HEAD") && methods.contains("GET"));
  }

  private static Set<String> withHead(Set<String> methods) {
    Set<String> all = new HashSet<>(methods);
    if (methods.contains("GET")) {
      all.add("HEAD");
    }
    return all;
  }

  /** The name that is unique in a policy set, for logs, metrics and explanations. */
  public String id() {
    return policy + "/" + name;
  }
}
