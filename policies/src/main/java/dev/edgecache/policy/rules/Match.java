package dev.edgecache.policy.rules;

import dev.edgecache.http.Authority;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.path.RequestPath;
import java.util.Map;
import java.util.Optional;

/**
 * The route that a request takes, with what matching learned about the request.
 *
 * <p>It holds for the request that it was made from and no other.
 */
public final class Match {

  private final CompiledRoute compiled;
  private final String scheme;
  private final String host;
  private final RequestPath path;

  Match(CompiledRoute compiled, String scheme, String host, RequestPath path) {
    this.compiled = compiled;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
  }

  CompiledRoute compiled() {
    return compiled;
  }

  /** The route. */
  public Route route() {
    return compiled.route();
  }

  /**
   * The position of the route in {@link PolicySet#routes()}, for arrays of what belongs to a route.
   */
  public int routeIndex() {
    return compiled.index();
  }

  /** How answers are stored; empty if they never are. */
  public Optional<CacheRule.Store> store() {
    return route().cache() instanceof CacheRule.Store store ? Optional.of(store) : Optional.empty();
  }

  /**
   * Whether the answer to a request may come from the store or go there: the route stores, the
   * method is GET or HEAD, and the request has no content, which no key holds.
   */
  public boolean usesStore(RequestHead request) {
    return route().cache() instanceof CacheRule.Store
        && (request.method().equals("GET") || request.method().equals("HEAD"))
        && !hasContent(request.fields());
  }

  /**
   * Whether the answer to a request is looked up: it uses the store, and has no condition that only
   * the origin may judge (RFC 9111 §4.3.2).
   */
  public boolean looksUp(RequestHead request) {
    return usesStore(request) && !Preconditions.areForTheOrigin(request.fields());
  }

  /**
   * How a cache in front of this one, such as CloudFront, may keep the answer to a request; empty
   * if it must not keep it at all.
   *
   * <p>Only answers that the store may hold, and only to requests that are spelled as the route
   * spells its paths and parameters: such a cache compares them as they are sent, and would tell
   * two of one meaning apart or, where it keys parameters by name, take two of different meaning
   * for one.
   */
  public Optional<CdnRule> cdn(RequestHead request) {
    return usesStore(request) && isPlain(request) ? route().cdn() : Optional.empty();
  }

  private boolean isPlain(RequestHead request) {
    return !path.isAmbiguous()
        && path.raw().equals(path.normalised())
        && QueryParameters.areNamedPlainly(request.query());
  }

  private static boolean hasContent(Fields fields) {
    String length = fields.first(FieldNames.CONTENT_LENGTH);
    return (length != null && !length.equals("0")) || fields.contains(FieldNames.TRANSFER_ENCODING);
  }

  /** The scheme of the request. */
  public String scheme() {
    return scheme;
  }

  /**
   * The host in the form in which hosts compare ({@link Authority#text}), or as it was sent if it
   * is malformed.
   */
  public String host() {
    return host;
  }

  /** The path in both its forms. */
  public RequestPath path() {
    return path;
  }

  /** The path parameters by name, still percent-encoded. */
  public Map<String, String> parameters() {
    return route().path().parametersOf(path.normalised());
  }

  @Override
  public String toString() {
    return "Match[" + route().id() + "]";
  }
}
