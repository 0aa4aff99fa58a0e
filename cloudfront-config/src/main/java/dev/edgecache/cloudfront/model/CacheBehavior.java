package dev.edgecache.cloudfront.model;

import java.util.List;
import java.util.Set;

/**
 * What CloudFront does with the requests of some paths.
 *
 * @param pattern the paths
 * @param cache the key and the lifetimes
 * @param forward what is sent on
 * @param removes the fields of answers that viewers do not get
 * @param methods the methods that are taken; others are refused
 * @param target the origin or origin group that is asked
 * @param why the routes for which it is there, or what it guards
 */
public record CacheBehavior(
    PathPattern pattern,
    CachePolicy cache,
    OriginRequestPolicy forward,
    Set<String> removes,
    Methods methods,
    String target,
    List<String> why) {

  /** Copies the collections. */
  public CacheBehavior {
    removes = Set.copyOf(removes);
    why = List.copyOf(why);
  }

  /** The methods that a behaviour takes. */
  public enum Methods {
    /** Those that only read. */
    READING("GET", "HEAD", "OPTIONS"),
    /** All that CloudFront knows. */
    ALL("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> names;

    Methods(String... names) {
      this.names = List.of(names);
    }

    /** The names in alphabetical order. */
    public List<String> names() {
      return names;
    }
  }
}
