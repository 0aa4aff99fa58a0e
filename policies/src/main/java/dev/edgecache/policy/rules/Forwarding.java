package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.coding.CodedTags;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.MaxForwards;
import dev.edgecache.http.range.ByteRanges;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CacheRule.ClientDirectives;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the origin sees of a route's requests.
 *
 * <p>A request that may be answered from the store of a route that names its key shows the origin
 * the normalised path, the kept query, the keyed fields and cookies in their normalised values,
 * what the route's {@link ForwardRule} names, and a few fields that the proxy itself writes or that
 * no answer depends on ({@link #SAFE}). Nothing else gets through, so nothing outside of the key
 * can shape an answer that others share.
 *
 * <p>All other requests are forwarded with all their fields. Fields that make a server read another
 * method, path or host than the request names ({@link #DISGUISES}) never go to the origin with a
 * request whose answer may be stored. Fields of the connection are another rule's business.
 */
public final class Forwarding {

  /** Fields that are forwarded with every request: the host, what proxies say, trace context. */
  public static final Set<String> SAFE =
      Set.of(
          "host",
          "via",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "traceparent",
          "tracestate");

  /** Fields by which some servers take a request for another one. */
  public static final Set<String> DISGUISES =
      Set.of(
          "x-http-method-override",
          "x-http-method",
          "x-method-override",
          "x-original-url",
          "x-original-uri",
          "x-original-host",
          "x-rewrite-url",
          "x-forwarded-host",
          "x-forwarded-server",
          "x-forwarded-prefix",
          "x-forwarded-path",
          "x-host");

  private final Optional<NamedParts> named;
  private final Set<String> passedOn;
  private final Set<String> query;
  private final List<String> cookies;
  private final boolean answersCors;
  private final boolean asksForIdentity;

  Forwarding(Route route, KeyRules key) {
    ForwardRule rule = route.forward();
    this.named = key.named();
    this.passedOn = passedOn(route);
    this.query = rule.query();
    Set<String> names = new TreeSet<>(rule.cookies());
    named.ifPresent(parts -> names.addAll(parts.cookies()));
    this.cookies = List.copyOf(names);
    this.answersCors = route.cors().isPresent();
    this.asksForIdentity = asksForIdentity(route);
  }

  /**
   * Whether the origin is asked for content without coding, since the cache encodes what it stores:
   * one stored answer then serves every Accept-Encoding.
   */
  static boolean asksForIdentity(Route route) {
    return route.cache().compression().isPresent();
  }

  private static Set<String> passedOn(Route route) {
    Set<String> names = new HashSet<>(SAFE);
    route.forward().headers().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (route.cache() instanceof CacheRule.Store store
        && store.clientDirectives() == ClientDirectives.OBEY) {
      // RFC 9111 §5.2: directives are passed on; no answer depends on them.
      names.add("cache-control");
      names.add("pragma");
    }
    if (route.cors().isPresent()) {
      names.remove("origin");
    }
    names.removeAll(DISGUISES);
    return Set.copyOf(names);
  }

  /** For whom the origin is asked where nothing stored answers a request. */
  public enum Asks {
    /** For all who ask alike: for the whole, without conditions of a client. */
    FOR_ALL,
    /**
     * For one client, with its range and conditions, but in nothing else differently than for
     * others, so that what these cannot have shaped may be stored.
     */
    FOR_A_PART,
    /** For one client, with its range and conditions; the answer is not stored. */
    FOR_ONE
  }

  /** For whom the origin is asked where nothing stored answers a request. */
  public static Asks asks(Match match, RequestHead request) {
    Fields fields = request.fields();
    if (!match.usesStore(request)
        || match.store().filter(rule -> rule.directivesOf(fields).noStore()).isPresent()) {
      return Asks.FOR_ONE;
    }
    if (request.method().equals("GET") && !fields.contains(FieldNames.RANGE)) {
      return match.looksUp(request) ? Asks.FOR_ALL : Asks.FOR_ONE;
    }
    return match.route().key() instanceof KeyRule.FollowOrigin || asksForNoMoreThanPart(fields)
        ? Asks.FOR_A_PART
        : Asks.FOR_ONE;
  }

  /**
   * Whether a request has no condition, and at most one Range that is one: nothing by which a
   * client could put words of its own before an origin.
   */
  private static boolean asksForNoMoreThanPart(Fields request) {
    List<String> ranges = request.all(FieldNames.RANGE);
    boolean conditional =
        Preconditions.FIELDS.stream()
            .anyMatch(name -> !name.equals(FieldNames.RANGE) && request.contains(name));
    boolean malformed =
        ranges.size() > 1 || ranges.stream().anyMatch(range -> ByteRanges.parse(range).isEmpty());
    return !conditional && !malformed;
  }

  /**
   * The request that the origin gets where nothing stored answers it, but for what this proxy says
   * of itself and its client.
   */
  public static RequestHead toOrigin(PolicySet policies, Match match, RequestHead request) {
    RequestHead head =
        switch (asks(match, request)) {
          case FOR_ALL -> forwarded(match, request);
          case FOR_A_PART, FOR_ONE -> withConditions(policies, match, request);
        };
    return head.withFields(HopByHop.removed(head.fields()));
  }

  /** The request with the conditions and the range of its client, by the tags of the origin. */
  public static RequestHead withConditions(PolicySet policies, Match match, RequestHead request) {
    RequestHead forwarded = MaxForwards.counted(forwarded(match, request));
    Fields.Builder fields = forwarded.fields().without(Preconditions.FIELDS).toBuilder();
    request
        .fields()
        .forEach(
            (name, value) -> {
              if (Preconditions.FIELDS.stream().anyMatch(any -> Fields.sameName(any, name))) {
                fields.add(name, value);
              }
            });
    return withTagsOfOrigin(
        policies.match(request.withMethod("GET")).route(), forwarded.withFields(fields.build()));
  }

  /**
   * A request with the entity tags of its conditions as the origin knows them.
   *
   * @param route the route of GET requests for its target, whose answers may be encoded
   */
  public static RequestHead withTagsOfOrigin(Route route, RequestHead request) {
    return asksForIdentity(route) ? CodedTags.toOrigin(request) : request;
  }

  /**
   * A response of the origin with its entity tag as clients know it.
   *
   * @param route the route of GET requests for its target, whose answers may be encoded
   */
  public static ResponseHead withTagOfClients(Route route, ResponseHead response) {
    return asksForIdentity(route)
        ? response.withFields(CodedTags.fromOrigin(response.fields()))
        : response;
  }

  /**
   * What the origin may see of a request: if the answer may come from the store, without conditions
   * and ranges, which are the cache's own business.
   */
  public static RequestHead forwarded(Match match, RequestHead request) {
    return match.compiled().forwarding().of(match, request);
  }

  /**
   * Whether the origin sees a field of requests that may be answered from the store, as it was sent
   * and without its being in the key.
   *
   * @param name the name in lower case
   */
  static boolean showsUnkeyed(Match match, String name) {
    return match.compiled().forwarding().showsUnkeyed(name);
  }

  private boolean showsUnkeyed(String name) {
    if (named.isEmpty()) {
      return !isHidden(name);
    }
    if (name.equals("cookie")) {
      return cookies.size() > named.get().cookies().size() || passedOn.contains(name);
    }
    return passedOn.contains(name) && !isKeyed(name);
  }

  /**
   * Whether the origin sees a field of requests that may be answered from the store, keyed or not.
   *
   * @param name the name in lower case
   */
  static boolean shows(Match match, String name) {
    Forwarding rule = match.compiled().forwarding();
    return rule.showsUnkeyed(name) || rule.isKeyed(name);
  }

  private boolean isKeyed(String name) {
    return named.isPresent()
        && named.get().headers().stream().anyMatch(header -> header.label().equals(name));
  }

  private RequestHead of(Match match, RequestHead request) {
    if (!match.usesStore(request)) {
      return request;
    }
    if (named.isEmpty()) {
      Fields seen = request.fields().without(Preconditions.FIELDS).without(this::isHidden);
      return request.withFields(inCoding(seen));
    }
    return new RequestHead(
        request.method(),
        request.scheme(),
        request.authority(),
        match.path().normalised(),
        named.get().query(request.query(), query),
        inCoding(fields(named.get(), request.fields())));
  }

  /** Whether a route that follows the origin hides a field from it. */
  private boolean isHidden(String name) {
    return DISGUISES.contains(name.toLowerCase(Locale.ROOT))
        || (answersCors && Fields.sameName(name, FieldNames.ORIGIN))
        || (asksForIdentity && Fields.sameName(name, FieldNames.ACCEPT_ENCODING));
  }

  private Fields inCoding(Fields forwarded) {
    return asksForIdentity ? forwarded.with(FieldNames.ACCEPT_ENCODING, "identity") : forwarded;
  }

  private Fields fields(NamedParts parts, Fields sent) {
    Fields.Builder fields = Fields.builder();
    sent.forEach(
        (name, value) -> {
          if (passedOn.contains(name.toLowerCase(Locale.ROOT))) {
            fields.add(name, value);
          }
        });
    for (NamedParts.Header header : parts.headers()) {
      replace(fields, header.name(), NamedParts.value(header, sent));
    }
    parts
        .countries()
        .ifPresent(groups -> replace(fields, groups.header(), parts.country(groups, sent)));
    if (!passedOn.contains("cookie")) {
      replace(fields, FieldNames.COOKIE, Cookies.reduced(sent, cookies));
    }
    return fields.build();
  }

  private static void replace(Fields.Builder fields, String name, @Nullable String value) {
    fields.remove(name);
    if (value != null) {
      fields.add(name, value);
    }
  }
}
