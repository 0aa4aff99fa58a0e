package dev.edgecache.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The cross-origin requests that the cache itself allows and answers (the CORS protocol of the
 * Fetch standard), so that one stored answer serves browsers of every allowed site.
 *
 * @param origins allowed origins such as {@code https://shop.example}; {@code *} for any
 * @param methods methods that preflights allow
 * @param headers request field names that preflights allow
 * @param expose response field names that scripts may read
 * @param credentials whether browsers may send cookies
 * @param maxAge how long browsers may keep a preflight's answer
 */
public record CorsRule(
    Set<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> expose,
    Credentials credentials,
    Duration maxAge) {

  /** Whether browsers may send cookies and other credentials. */
  public enum Credentials {
    /** They may not. */
    OMIT,
    /** They may: {@code Access-Control-Allow-Credentials: true}. */
    INCLUDE
  }

  /** Copies the collections and rejects any origin together with credentials. */
  public CorsRule {
    origins = Set.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    expose = List.copyOf(expose);
    if (origins.contains("*") && credentials == Credentials.INCLUDE) {
      throw new IllegalArgumentException(
          "origins: * with credentials (expected: named origins, browsers refuse the pair)");
    }
  }
}
