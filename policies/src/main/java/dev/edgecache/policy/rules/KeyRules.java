package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.NoVarySearch;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** The parts before those that the route names: version, scheme, host, path. */
  private static final int FIRST_NAMED = 4;

  private static final String SAID_OF_QUERY = "no-vary-search ";

  /** What tells one client from all others. */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization");

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

  /**
   * The request that a stored answer is the answer to, made again from its key and its variant.
   * Empty if these do not say all that the origin sees, as the route follows the origin or forwards
   * what is not in the key; if they hold credentials, a cookie in the variant included; or if other
   * rules made the key.
   */
  public static Optional<RequestHead> request(PolicySet policies, CacheKey key, Variant variant) {
    List<String> parts = key.parts();
    RequestHead bare =
        new RequestHead("GET", parts.get(1), parts.get(2), parts.get(3), null, Fields.EMPTY);
    CompiledRoute compiled = policies.match(bare).compiled();
    KeyRules rules = compiled.key();
    if (!parts.getFirst().equals(rules.version)
        || !compiled.route().forward().equals(ForwardRule.NOTHING)) {
      return Optional.empty();
    }
    boolean said = parts.size() > FIRST_NAMED && parts.get(FIRST_NAMED).startsWith(SAID_OF_QUERY);
    List<String> rest = parts.subList(FIRST_NAMED + (said ? 1 : 0), parts.size());
    return rules
        .named
        .map(names -> names.request(bare, rest))
        .flatMap(request -> selecting(variant, request));
  }

  /** A request with the fields that select a variant. */
  private static Optional<RequestHead> selecting(Variant variant, RequestHead request) {
    Fields.Builder fields = request.fields().toBuilder();
    for (int i = 0; i < variant.names().size(); i++) {
      String name = variant.names().get(i);
      Optional<String> value = variant.values().get(i);
      if (value.isPresent() && CREDENTIALS.contains(name)) {
        return Optional.empty();
      }
      // A value of the key stays as it is where it selects the variant.
      if (!Variant.of(List.of(name), request.fields()).values().getFirst().equals(value)) {
        fields.remove(name);
        value.ifPresent(text -> fields.add(name, text));
      }
    }
    RequestHead selecting = request.withFields(fields.build());
    boolean selects = Variant.of(variant.names(), selecting.fields()).equals(variant);
    boolean personal = selecting.fields().contains(FieldNames.AUTHORIZATION);
    return selects && !personal ? Optional.of(selecting) : Optional.empty();
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
      parts.add(SAID_OF_QUERY + said.text());
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
