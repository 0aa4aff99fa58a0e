package dev.edgecache.policy.rules;

import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The cache key of a route's requests.
 *
 * <p>A key begins with the version of its rules, the scheme, the normalised host and the path. A
 * route that follows the origin adds the raw path and query as sent. A route that names its key
 * takes the normalised path and adds one part for each kept query parameter ({@code
 * ?currency=EUR}), each keyed field ({@code accept-language: de}, without the colon if the request
 * has no such field), each keyed cookie ({@code cookie theme=dark}) and the country group ({@code
 * country: eu}), in an order that does not depend on the request.
 *
 * <p>The version is a fingerprint of the route's id, its key rule and whether the origin sees
 * Accept-Encoding, by which it then tells answers apart: equal rules find the entries of a former
 * policy set, other rules never do.
 */
public final class KeyRules {

  private final String version;
  private final Optional<NamedParts> named;

  KeyRules(Route route) {
    this.named =
        switch (route.key()) {
          case KeyRule.FollowOrigin() -> Optional.empty();
          case KeyRule.Named rule -> Optional.of(new NamedParts(rule));
        };
    this.version =
        fingerprint(
            route.id().length()
                + ":"
                + route.id()
                + named.map(NamedParts::canonical).orElse("follow-origin")
                + (Forwarding.asksForIdentity(route) ? ";identity" : ""));
  }

  /** The key of a request on the route that it matched. */
  public static CacheKey key(Match match, RequestHead request) {
    return match.compiled().key().of(match, request);
  }

  /** The version of the key rules of a matched route: twelve hexadecimal digits. */
  public static String version(Match match) {
    return match.compiled().key().version;
  }

  /** What is kept of a request; empty if the route follows the origin. */
  Optional<NamedParts> named() {
    return named;
  }

  private CacheKey of(Match match, RequestHead request) {
    List<String> parts = new ArrayList<>(8);
    parts.add(version);
    parts.add(match.scheme());
    parts.add(match.host());
    if (named.isPresent()) {
      parts.add(match.path().normalised());
      named.get().addTo(parts, request);
    } else {
      parts.add(match.path().raw());
      if (request.query() != null) {
        parts.add("?" + request.query());
      }
    }
    return CacheKey.of(parts.toArray(String[]::new));
  }

  private static String fingerprint(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("SHA-256: missing (expected: in every Java)", missing);
    }
  }
}
