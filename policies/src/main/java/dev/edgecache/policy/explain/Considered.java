package dev.edgecache.policy.explain;

import dev.edgecache.http.Authority;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A route and whether it matched a request.
 *
 * @param route the route
 * @param verdict whether it matched, or the first reason why not
 */
public record Considered(Route route, Verdict verdict) {

  /** Whether a route matched, or why not. */
  public enum Verdict {
    /** It matched. */
    MATCHED("matched"),
    /** Its policy is for other hosts. */
    OTHER_HOST("is for another host"),
    /** Its path is another one. */
    OTHER_PATH("is for another path"),
    /** It is for other methods. */
    OTHER_METHOD("is for another method"),
    /** It stores, and servers may disagree about the meaning of the path. */
    AMBIGUOUS_PATH("stores, and the path is ambiguous"),
    /** It would match, but a more specific one did. */
    LESS_SPECIFIC("is less specific");

    private final String description;

    Verdict(String description) {
      this.description = description;
    }

    /** The verdict, to stand after the route's name. */
    public String description() {
      return description;
    }
  }

  /** All routes of a set, in their order, with what is to say about each for a matched request. */
  static List<Considered> all(PolicySet policies, RequestHead request, Match match) {
    Optional<Authority> authority = Authority.parse(request.authority());
    List<Considered> all = new ArrayList<>();
    for (Policy policy : policies.policies()) {
      boolean host =
          policy.hosts().isEmpty()
              || authority.map(parsed -> holdsFor(policy, parsed, request.scheme())).orElse(false);
      for (Route route : policy.routes()) {
        all.add(new Considered(route, host ? verdict(route, request, match) : Verdict.OTHER_HOST));
      }
    }
    Route builtin = policies.routes().getLast();
    all.add(new Considered(builtin, verdict(builtin, request, match)));
    return all;
  }

  private static boolean holdsFor(Policy policy, Authority authority, String scheme) {
    return policy.hosts().stream()
        .map(HostPattern::parse)
        .anyMatch(pattern -> pattern.matches(authority, scheme));
  }

  private static Verdict verdict(Route route, RequestHead request, Match match) {
    if (route.equals(match.route())) {
      return Verdict.MATCHED;
    }
    if (!route.path().matches(match.path().normalised())) {
      return Verdict.OTHER_PATH;
    }
    if (!route.accepts(request.method())) {
      return Verdict.OTHER_METHOD;
    }
    return match.path().isAmbiguous() && route.cache() instanceof CacheRule.Store
        ? Verdict.AMBIGUOUS_PATH
        : Verdict.LESS_SPECIFIC;
  }
}
