package dev.edgecache.policy.rules;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.http.coding.MediaTypePattern;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PathTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A route under construction: it stores what the origin allows under scheme, host and path, until
 * told otherwise.
 */
final class RouteFixture {

  static final LifetimeRule ORIGIN_SAYS =
      new LifetimeRule(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), 0);

  static final CacheRule.StaleRule NO_STALE =
      new CacheRule.StaleRule(
          Optional.empty(),
          Optional.empty(),
          Duration.ZERO,
          CacheRule.SharedLifetime.FORBIDS_STALE);

  private final String name;
  private final String path;
  private Set<String> methods = Set.of();
  private boolean never;
  private LifetimeRule lifetime = ORIGIN_SAYS;
  private CacheRule.StaleRule stale = NO_STALE;
  private Set<Integer> statuses = Set.of();
  private long maxSize = 1 << 20;
  private List<String> targeted = List.of();
  private CacheRule.SetCookie setCookie = CacheRule.SetCookie.DO_NOT_STORE;
  private CacheRule.Credentials credentials = CacheRule.Credentials.AS_ORIGIN_SAYS;
  private CacheRule.ClientDirectives clientDirectives = CacheRule.ClientDirectives.OBEY;
  private Optional<CacheRule.Compression> compression = Optional.empty();
  private CacheRule.QueryVariance queryVariance = CacheRule.QueryVariance.IGNORE;
  private boolean followOrigin;
  private KeyRule.QueryRule query = new KeyRule.QueryRule.Only(Set.of());
  private final Map<String, KeyRule.HeaderRule> headers = new HashMap<>();
  private Set<String> cookies = Set.of();
  private Optional<KeyRule.CountryGroups> countries = Optional.empty();
  private ForwardRule forward = ForwardRule.NOTHING;
  private Optional<CorsRule> cors = Optional.empty();
  private TagRule tags = TagRule.NONE;
  private ConsistencyRule consistency = ConsistencyRule.REPLICA;
  private Optional<CdnRule> cdn = Optional.empty();

  private RouteFixture(String name, String path) {
    this.name = name;
    this.path = path;
  }

  static RouteFixture route(String path) {
    return new RouteFixture(path, path);
  }

  static RouteFixture route(String name, String path) {
    return new RouteFixture(name, path);
  }

  RouteFixture methods(String... values) {
    methods = Set.of(values);
    return this;
  }

  RouteFixture never() {
    never = true;
    return this;
  }

  RouteFixture lifetime(LifetimeRule rule) {
    lifetime = rule;
    return this;
  }

  RouteFixture stale(CacheRule.StaleRule rule) {
    stale = rule;
    return this;
  }

  RouteFixture statuses(Integer... values) {
    statuses = Set.of(values);
    return this;
  }

  RouteFixture maxSize(long bytes) {
    maxSize = bytes;
    return this;
  }

  RouteFixture targeted(String... names) {
    targeted = List.of(names);
    return this;
  }

  RouteFixture setCookie(CacheRule.SetCookie rule) {
    setCookie = rule;
    return this;
  }

  RouteFixture credentials(CacheRule.Credentials rule) {
    credentials = rule;
    return this;
  }

  RouteFixture clientDirectives(CacheRule.ClientDirectives rule) {
    clientDirectives = rule;
    return this;
  }

  /** Stored answers of these types go out in every coding. */
  RouteFixture compress(String... types) {
    compression =
        Optional.of(
            new CacheRule.Compression(
                List.of(ContentCoding.values()),
                Stream.of(types).map(MediaTypePattern::parse).toList(),
                1));
    return this;
  }

  RouteFixture obeyNoVarySearch() {
    queryVariance = CacheRule.QueryVariance.OBEY;
    return this;
  }

  RouteFixture followOrigin() {
    followOrigin = true;
    return this;
  }

  RouteFixture query(String... names) {
    query = new KeyRule.QueryRule.Only(Set.of(names));
    return this;
  }

  RouteFixture wholeQuery() {
    query = new KeyRule.QueryRule.All();
    return this;
  }

  RouteFixture header(String header, String... choices) {
    headers.put(
        header,
        choices.length == 0
            ? new KeyRule.HeaderRule.AnyValue()
            : new KeyRule.HeaderRule.OneOf(List.of(choices)));
    return this;
  }

  RouteFixture cookies(String... names) {
    cookies = Set.of(names);
    return this;
  }

  RouteFixture countries(KeyRule.CountryGroups groups) {
    countries = Optional.of(groups);
    return this;
  }

  RouteFixture forward(ForwardRule rule) {
    forward = rule;
    return this;
  }

  RouteFixture cors(CorsRule rule) {
    cors = Optional.of(rule);
    return this;
  }

  RouteFixture tags(String... templates) {
    tags = new TagRule(List.of(templates), tags.fromFields());
    return this;
  }

  RouteFixture tagsFrom(String... fields) {
    tags = new TagRule(tags.templates(), List.of(fields));
    return this;
  }

  RouteFixture cdn(CdnRule rule) {
    cdn = Optional.of(rule);
    return this;
  }

  RouteFixture writes(String... templates) {
    consistency =
        new ConsistencyRule(consistency.promise(), List.of(templates), consistency.refill());
    return this;
  }

  Route in(String policy) {
    return new Route(
        policy,
        name,
        PathTemplate.parse(path),
        methods,
        never
            ? new CacheRule.Never()
            : new CacheRule.Store(
                lifetime,
                stale,
                statuses,
                maxSize,
                targeted,
                setCookie,
                credentials,
                clientDirectives,
                compression,
                queryVariance),
        followOrigin
            ? new KeyRule.FollowOrigin()
            : new KeyRule.Named(query, headers, cookies, countries),
        forward,
        cors,
        tags,
        consistency,
        Set.of(),
        Set.of(),
        Route.OriginRule.DEFAULT,
        cdn);
  }

  /** A policy for these hosts, separated by spaces; none for any host. */
  static Policy policy(String name, String hosts, RouteFixture... routes) {
    List<Route> built = new ArrayList<>();
    for (RouteFixture route : routes) {
      built.add(route.in(name));
    }
    return new Policy(
        name, hosts.isEmpty() ? List.of() : List.of(hosts.split(" ")), built, Map.of(), Map.of());
  }

  /** The match of a request in a set of this route alone, for any host. */
  Match match(RequestHead request) {
    return PolicySet.of(List.of(policy("test", "", this))).match(request);
  }

  static RequestHead get(String uri, String... fields) {
    return request("GET", uri, fields);
  }

  /** A request for a URI such as {@code https://shop.example/a?b}, whose parts stay as written. */
  static RequestHead request(String method, String uri, String... fields) {
    int authority = uri.indexOf("://") + 3;
    int path = uri.indexOf('/', authority);
    int query = uri.indexOf('?', path);
    return new RequestHead(
        method,
        uri.substring(0, authority - 3),
        uri.substring(authority, path),
        query < 0 ? uri.substring(path) : uri.substring(path, query),
        query < 0 ? null : uri.substring(query + 1),
        Fields.of(fields));
  }
}
