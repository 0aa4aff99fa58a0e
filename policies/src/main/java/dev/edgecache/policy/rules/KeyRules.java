package dev.edgecache.policy.rules;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.NoVarySearch;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
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
 * <p>Where the route obeys No-Vary-Search and an answer says something there, two parts take the
 * place of the query: what it says ({@code no-vary-search key-order, params=("utm")}), and what
 * counts of the query by it, decoded and encoded again. So an entry is found only by the rule under
 * which it was stored.
 *
 * <p>The version is a fingerprint of the route's id, its key rule and whether the origin sees
 * Accept-Encoding, by which it then tells answers apart: equal rules find the entries of a former
 * policy set, other rules never do.
 */
public final class KeyRules {

  private final String version;
  private final Optional<NamedParts> named;
  private final boolean obeysNoVarySearch;

  KeyRules(Route route) {
    this.named =
        switch (route.key()) {
          case KeyRule.FollowOrigin() -> Optional.empty();
          case KeyRule.Named rule -> Optional.of(new NamedParts(rule));
        };
    this.obeysNoVarySearch =
        route.cache() instanceof CacheRule.Store store
            && store.queryVariance() == CacheRule.QueryVariance.OBEY;
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
    return key(match, request, NoVarySearch.NONE);
  }

  /**
   * The key of a request for a path whose answers say that; on a route that obeys No-Vary-Search.
   */
  public static CacheKey key(Match match, RequestHead request, NoVarySearch said) {
    return match.compiled().key().of(match, request, said);
  }

  /** The key under which an answer with these fields is stored for a request. */
  public static CacheKey keyOfAnswer(Match match, RequestHead request, Fields answer) {
    return obeysNoVarySearch(match)
        ? key(match, request, NoVarySearch.of(answer))
        : key(match, request);
  }

  /** Whether No-Vary-Search of answers is a part of the keys of a matched route. */
  public static boolean obeysNoVarySearch(Match match) {
    return match.compiled().key().obeysNoVarySearch;
  }

  /** What keys of a matched route and path have in common, whatever the query. */
  public static CacheKey path(Match match) {
    KeyRules rules = match.compiled().key();
    return CacheKey.of(rules.version, match.scheme(), match.host(), rules.pathOf(match));
  }

  /** The version of the key rules of a matched route: twelve hexadecimal digits. */
  public static String version(Match match) {
    return match.compiled().key().version;
  }

  /** What is kept of a request; empty if the route follows the origin. */
  Optional<NamedParts> named() {
    return named;
  }

  private CacheKey of(Match match, RequestHead request, NoVarySearch said) {
    List<String> parts = new ArrayList<>(8);
    parts.add(version);
    parts.add(match.scheme());
    parts.add(match.host());
    parts.add(pathOf(match));
    if (!said.equals(NoVarySearch.NONE)) {
      parts.add("no-vary-search " + said.text());
    }
    String query = said.normalized(request.query());
    if (named.isPresent()) {
      named.get().addTo(parts, query, request.fields());
    } else if (query != null) {
      parts.add("?" + query);
    }
    return CacheKey.of(parts.toArray(String[]::new));
  }

  private String pathOf(Match match) {
    return named.isPresent() ? match.path().normalised() : match.path().raw();
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
