package dev.edgecache.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.FieldTemplate;
import dev.edgecache.policy.path.PathTemplate;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFilesTest {

  /** A file that says every key. */
  static final String CATALOG =
      """
      policy: catalog
      hosts: [api.shop.example, "*.shop.example"]
      routes:
        - name: product
          path: /v1/products/{id}
          methods: [GET]
          cache:
            fresh: 30s
            min: 5s
            max: 1h
            negative: { 404: 10s }
            jitter: 10%
            stale-while-revalidate: 5m
            stale-if-error: 24h
            wait-for-fresh: 60ms
            stale-despite-s-maxage: true
            statuses: [200, 404]
            max-size: 1MiB
            targeted: [Shop-Cache-Control, CDN-Cache-Control]
            set-cookie: strip
            authorization: shared
            request-cache-control: obey
            because: the token names the app
          key:
            query: [currency, locale]
            headers: { Accept-Language: [en, de, fr], X-Tenant: any }
            cookies: [currency]
            countries:
              groups: { euro: [DE, FR], uk: [GB] }
              otherwise: world
          forward: { headers: [X-Api-Key], because: it counts calls }
          cors: { origins: [https://shop.example], expose: [ETag], credentials: include }
          tags: ["product:{id}", catalog]
          tags-from: [Surrogate-Key]
          consistency: session
          writes: ["product:{id}"]
          refill: { wait: 80ms, otherwise: fail }
          strip: [Surrogate-Key]
          origin: local
          residency: stay
          hedge-after: 200ms
          cdn: { fresh: 10s, stale-if-error: 1m, browser: 2s, invalidate: all }
        - name: plain
          path: /plain/**
          cache: {}
        - name: events
          path: /v1/events
          cache: never
          upgrades: [WebSocket]
      events:
        product.updated:
          purge: ["product:{productId}", catalog]
          urls: ["https://api.shop.example/v1/products/{productId}", "{+url}"]
          prefixes: ["https://api.shop.example/plain{+path}"]
          mode: soft
          position: "{epoch}@{lsn}"
      tables:
        public.product: { purge: ["product:{id}"] }
      """;

  @Test
  void readsEveryKey() {
    Route product = parse(CATALOG).routes().getFirst();
    assertThat(product)
        .isEqualTo(
            new Route(
                "catalog",
                "product",
                PathTemplate.parse("/v1/products/{id}"),
                Set.of("GET"),
                new CacheRule.Store(
                    new LifetimeRule(
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(Duration.ofHours(1)),
                        Optional.empty(),
                        Map.of(404, Duration.ofSeconds(10)),
                        0.1),
                    new CacheRule.StaleRule(
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(Duration.ofHours(24)),
                        Duration.ofMillis(60),
                        CacheRule.SharedLifetime.ALLOWS_STALE),
                    Set.of(200, 404),
                    1 << 20,
                    List.of("Shop-Cache-Control", "CDN-Cache-Control"),
                    CacheRule.SetCookie.STRIP,
                    CacheRule.Credentials.SHARED,
                    CacheRule.ClientDirectives.OBEY,
                    Optional.empty(),
                    CacheRule.QueryVariance.IGNORE),
                new KeyRule.Named(
                    new KeyRule.QueryRule.Only(Set.of("currency", "locale")),
                    Map.of(
                        "Accept-Language",
                        new KeyRule.HeaderRule.OneOf(List.of("en", "de", "fr")),
                        "X-Tenant",
                        new KeyRule.HeaderRule.AnyValue()),
                    Set.of("currency"),
                    Optional.of(
                        new KeyRule.CountryGroups(
                            "CloudFront-Viewer-Country",
                            Map.of("DE", "euro", "FR", "euro", "GB", "uk"),
                            "world"))),
                new ForwardRule(Set.of("X-Api-Key"), Set.of(), Set.of()),
                Optional.of(
                    new CorsRule(
                        Set.of("https://shop.example"),
                        List.of("GET", "HEAD"),
                        List.of(),
                        List.of("ETag"),
                        CorsRule.Credentials.INCLUDE,
                        Duration.ofMinutes(10))),
                new TagRule(List.of("product:{id}", "catalog"), List.of("Surrogate-Key")),
                new ConsistencyRule(
                    ConsistencyRule.Promise.SESSION,
                    List.of("product:{id}"),
                    new ConsistencyRule.Refill(
                        Duration.ofMillis(80), ConsistencyRule.Otherwise.FAIL)),
                Set.of(),
                Set.of("Surrogate-Key"),
                new Route.OriginRule(
                    Route.OriginRule.Preference.LOCAL,
                    Route.OriginRule.Residency.STAY,
                    Optional.of(Duration.ofMillis(200))),
                Optional.of(
                    new CdnRule(
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(2),
                        CdnRule.Invalidate.ALL))));
  }

  @Test
  void leavesOutMeansTheSafeChoice() {
    Route plain = parse(CATALOG).routes().get(1);
    assertThat(plain.key()).isEqualTo(new KeyRule.FollowOrigin());
    assertThat(plain.consistency()).isEqualTo(ConsistencyRule.REPLICA);
    assertThat(plain.cache())
        .isInstanceOfSatisfying(
            CacheRule.Store.class,
            store -> {
              assertThat(store.setCookie()).isEqualTo(CacheRule.SetCookie.DO_NOT_STORE);
              assertThat(store.credentials()).isEqualTo(CacheRule.Credentials.AS_ORIGIN_SAYS);
              assertThat(store.clientDirectives()).isEqualTo(CacheRule.ClientDirectives.IGNORE);
              assertThat(store.stale().whileRevalidate()).isEmpty();
              assertThat(store.stale().despiteSharedLifetime())
                  .isEqualTo(CacheRule.SharedLifetime.FORBIDS_STALE);
            });
    assertThat(parse(CATALOG).routes().get(2).upgrades()).containsExactly("websocket");
  }

  record Bad(String what, String route, String problem) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Bad> bad() {
    return List.of(
        new Bad(
            "a mistyped key",
            "{ name: a, path: /a, cache: { frehs: 1s } }",
            "3:35: routes[0].cache.frehs: unknown key; did you mean \"fresh\"? known keys: fresh,"
                + " min, max, override, negative, jitter, stale-while-revalidate, stale-if-error,"
                + " wait-for-fresh, stale-despite-s-maxage, statuses, max-size, targeted,"
                + " set-cookie, authorization, request-cache-control, compress, no-vary-search,"
                + " because"),
        new Bad(
            "a minimum above the maximum",
            "{ name: a, path: /a, cache: { min: 2h, max: 1h } }",
            "3:35: routes[0].cache.min: PT2H (expected: not above max, PT1H)"),
        new Bad(
            "a path that is no template",
            "{ name: a, path: '/a/{b', cache: never }",
            "3:22: routes[0].path: /a/{b (expected: a whole segment for *, ** or {name},"
                + " not {b)"),
        new Bad(
            "any site with credentials",
            "{ name: a, path: /a, cache: {}, cors: { origins: any, credentials: include } }",
            "3:45: routes[0].cors.origins: * with credentials (expected: named origins,"
                + " browsers refuse the pair)"),
        new Bad(
            "a key without a store",
            "{ name: a, path: /a, cache: never, key: {} }",
            "3:40: routes[0].key: nothing is stored under it (expected: left out with cache:"
                + " never)"),
        new Bad(
            "forwarding where all is forwarded",
            "{ name: a, path: /a, cache: {}, forward: { headers: [X-A] } }",
            "3:37: routes[0].forward: the origin sees everything (expected: only beside a"
                + " key mapping)"),
        new Bad(
            "a list of parameters beside No-Vary-Search",
            "{ name: a, path: /a, cache: { no-vary-search: obey }, key: { query: [a] } }",
            "3:59: routes[0].key: it lists the query itself (expected: follow-origin or query: all"
                + " beside no-vary-search: obey)"),
        new Bad(
            "CloudFront for what is not stored",
            "{ name: a, path: /a, cache: never, cdn: { fresh: 1s } }",
            "3:40: routes[0].cdn: nothing is stored (expected: left out with cache: never)"),
        new Bad(
            "CloudFront for what differs by Vary",
            "{ name: a, path: /a, cache: {}, cdn: { fresh: 1s } }",
            "3:37: routes[0].cdn: CloudFront takes no notice of Vary, by which answers may differ"
                + " (expected: only beside a key mapping)"),
        new Bad(
            "CloudFront for what is read at the primary",
            "{ name: a, path: /a, cache: {}, key: {}, consistency: primary, cdn: { fresh: 1s } }",
            "3:68: routes[0].cdn: each answer is read at the primary (expected: left out with"
                + " consistency: primary)"),
        new Bad(
            "CloudFront for cookies that are set",
            "{ name: a, path: /a, cache: { set-cookie: store }, key: {}, cdn: { fresh: 1s } }",
            "3:65: routes[0].cdn: every viewer would get the cookie that an answer sets for one"
                + " (expected: left out with set-cookie: store)"),
        new Bad(
            "a country in two groups",
            "{ name: a, path: /a, cache: {}, key: { countries: "
                + "{ groups: { x: [DE], y: [DE] }, otherwise: z } } }",
            "3:57: routes[0].key.countries.groups: DE in x and y (expected: once)"),
        new Bad(
            "a header twice",
            "{ name: a, path: /a, cache: {}, key: { headers: { X-A: any, x-a: any } } }",
            "3:44: routes[0].key.headers: x-a twice (expected: once)"),
        new Bad(
            "compression that never happens",
            "{ name: a, path: /a, cache: { max-size: 1KB, compress: { min-size: 2KB } } }",
            "3:50: routes[0].cache.compress: min-size: 2000 bytes (expected: at most max-size,"
                + " 1000)"),
        new Bad(
            "a coding twice",
            "{ name: a, path: /a, cache: { compress: { codings: [br, br] } } }",
            "3:47: routes[0].cache.compress.codings: value: br twice (expected: once)"),
        new Bad(
            "codings that are keyed and made",
            "{ name: a, path: /a, cache: { compress: on }, key: { headers: { accept-encoding: any }"
                + " } }",
            "3:5: routes[0]: Accept-Encoding: in key or forward beside compress, which asks the"
                + " origin for no coding (expected: one of the two)"),
        new Bad(
            "a key of a later version",
            "{ name: a, path: /a, cache: never, budget: { paths: 10 } }",
            "3:40: routes[0].budget: unknown key; known keys: name, path, methods, cache, key,"
                + " forward, cors, tags, tags-from, consistency, writes, refill, upgrades, strip,"
                + " origin, residency, hedge-after, cdn"),
        new Bad(
            "a primary that may not be asked",
            "{ name: a, path: /a, cache: never, origin: primary, residency: stay }",
            "3:40: routes[0].origin: primary (expected: local or by-method beside residency:"
                + " stay)"),
        new Bad(
            "to read at a primary that may not be asked",
            "{ name: a, path: /a, cache: never, consistency: primary, residency: stay }",
            "3:40: routes[0].consistency: primary (expected: replica or session beside residency:"
                + " stay)"),
        new Bad(
            "to read at the primary and at the local origin",
            "{ name: a, path: /a, cache: never, consistency: primary, origin: local }",
            "3:40: routes[0].consistency: primary (expected: replica or session beside origin:"
                + " local)"),
        new Bad(
            "to strip what says how to read the answer",
            "{ name: a, path: /a, cache: never, strip: [vary] }",
            "3:40: routes[0].strip: vary (expected: no field that says how to read the answer)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesWithPlaceAndReason(Bad bad) {
    String text = "policy: p\nroutes:\n  - " + bad.route() + "\n";
    assertThat(PolicyFiles.parse("p.yaml", text))
        .isInstanceOfSatisfying(
            ReadResult.Invalid.class,
            invalid ->
                assertThat(invalid.problems().toString())
                    .isEqualTo("[p.yaml:" + bad.problem() + "]"));
  }

  @Test
  void readsWhatEventsInvalidate() {
    Policy policy = parse(CATALOG);
    assertThat(policy.events())
        .containsExactly(
            Map.entry(
                "product.updated",
                new PurgeRule(
                    templates("product:{productId}", "catalog"),
                    templates("https://api.shop.example/v1/products/{productId}", "{+url}"),
                    templates("https://api.shop.example/plain{+path}"),
                    PurgeRule.Mode.SOFT,
                    Optional.of(FieldTemplate.parse("{epoch}@{lsn}")))));
    assertThat(policy.tables())
        .containsExactly(
            Map.entry(
                "public.product",
                new PurgeRule(
                    templates("product:{id}"),
                    List.of(),
                    List.of(),
                    PurgeRule.Mode.HARD,
                    Optional.empty())));
  }

  private static List<FieldTemplate> templates(String... texts) {
    return Stream.of(texts).map(FieldTemplate::parse).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "events: { a: {} } | 3:11: events.a: purge: nothing (expected: tags, or urls or prefixes"
            + " beside it)",
        "events: { a: { purges: [x] } } | 3:16: events.a.purges: unknown key; did you mean"
            + " \"purge\"? known keys: purge, urls, prefixes, mode, position",
        "events: { a: { purge: ['x:{id'] } } | 3:24: events.a.purge[0]: value: x:{id (expected:"
            + " fields such as {productId} or {order.id})",
        "events: { a: { purge: [ok, 'x:{a..b}'] } } | 3:28: events.a.purge[1]: value: x:{a..b}"
            + " (expected: fields such as {productId} or {order.id})",
        "events: { a: { purge: ['x:{}'] } } | 3:24: events.a.purge[0]: value: x:{} (expected:"
            + " fields such as {productId} or {order.id})",
        "events: { a: { purge: ['x:{+id}'] } } | 3:24: events.a.purge[0]: value: x:{+id}"
            + " (expected: {field}; {+field} is for URLs)",
        "events: { a: { purge: [x, X] } } | 3:16: events.a.purge: value: X twice (expected: once)",
        "events: { a: { purge: [x], mode: weak } } | 3:34: events.a.mode: value: \"weak\""
            + " (expected: hard or soft)",
        "events: { a: { urls: [/v1/x] } } | 3:23: events.a.urls[0]: value: \"/v1/x\" (expected: a"
            + " URL such as https://api.shop.example/v1/products/{productId}, or {+url})",
        "tables: { t: { purge: [x] } } | 3:11: tables.t: value: \"t\" (expected: a schema and a"
            + " table such as public.product)",
        "tables: { a.t: { purge: [x], position: '{y}' } } | 3:30: tables[\"a.t\"].position: unknown"
            + " key; known keys: purge, urls, prefixes, mode",
        "tables: { a.t: { purge: ['x:{a.b}'] } } | 3:11: tables[\"a.t\"]: value: {a.b} (expected:"
            + " the name of a column)",
      })
  void refusesEventsWithPlaceAndReason(String rules, String problem) {
    String text = "policy: p\nroutes: [{ name: a, path: /a, cache: never }]\n" + rules + "\n";
    assertThat(PolicyFiles.parse("p.yaml", text))
        .isInstanceOfSatisfying(
            ReadResult.Invalid.class,
            invalid ->
                assertThat(invalid.problems().toString()).isEqualTo("[p.yaml:" + problem + "]"));
  }

  @Test
  @DisplayName("compress is off, on with all defaults, or says how")
  void readsCompression() {
    String text =
        """
        policy: p
        routes:
          - { name: a, path: /a, cache: {} }
          - { name: b, path: /b, cache: { compress: off } }
          - { name: c, path: /c, cache: { compress: on } }
          - { name: d, path: /d, cache: { compress: { codings: [gzip], types: [Text/CSV] } } }
        """;
    List<Optional<CacheRule.Compression>> rules =
        parse(text).routes().stream().map(route -> route.cache().compression()).toList();

    assertThat(rules.subList(0, 2)).containsOnly(Optional.empty());
    assertThat(rules.get(2).orElseThrow().codings())
        .containsExactly(ContentCoding.BR, ContentCoding.ZSTD, ContentCoding.GZIP);
    assertThat(rules.get(2).orElseThrow().minSize()).isEqualTo(1024);
    assertThat(rules.get(3))
        .contains(
            new CacheRule.Compression(
                List.of(ContentCoding.GZIP), List.of(MediaTypePattern.parse("text/csv")), 1024));
  }

  @Test
  void refusesHostsThatAreNone() {
    String text = "policy: p\nhosts: [a..b]\nroutes: [{ name: a, path: /a, cache: never }]\n";
    assertThat(PolicyFiles.parse("p.yaml", text).toString())
        .contains("p.yaml:2:9: hosts[0]: host: a..b");
  }

  @Test
  @DisplayName("builtin.yaml says what PolicySet does by itself")
  void builtin() throws IOException {
    String text = Files.readString(Path.of("builtin.yaml"));
    assertThat(parse(text)).isEqualTo(PolicySet.BUILTIN);
  }

  static PolicyFile file(String name, String text) {
    return switch (PolicyFiles.parse(name, text)) {
      case ReadResult.Valid<Policy>(Policy policy, var document) ->
          new PolicyFile(policy, document);
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  static Policy parse(String text) {
    return file("p.yaml", text).policy();
  }
}
