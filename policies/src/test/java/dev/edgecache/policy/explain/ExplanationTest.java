package dev.edgecache.policy.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Storability.Reason;
import dev.edgecache.policy.explain.ExampleRun.Mismatch;
import dev.edgecache.policy.explain.Expectation.Forwarded;
import dev.edgecache.policy.explain.Expectation.Stored;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final PolicySet POLICIES =
      PolicySet.of(
          List.of(
              policy(
                  """
                  policy: catalog
                  hosts: [api.shop.example]
                  routes:
                    - name: product
                      path: /v1/products/{id}
                      methods: [GET]
                      cache: { fresh: 30s, stale-while-revalidate: 5m, stale-if-error: 24h }
                      key:
                        query: [currency, token]
                        headers: { Accept-Language: [en, de] }
                        cookies: [theme]
                      tags: ["product:{id}", catalog]
                      consistency: session
                    - name: cart
                      path: /v1/cart/**
                      cache: never
                      consistency: primary
                      writes: [cart]
                    - name: rest
                      path: /v1/**
                      methods: [GET]
                      cache: {}
                  """),
              policy(
                  """
                  policy: other
                  hosts: [other.example]
                  routes:
                    - { name: all, path: /**, cache: never }
                  """)));

  private static final RequestHead PRODUCT =
      new RequestHead(
          "GET",
          "https",
          "api.shop.example",
          "/v1/products/7",
          "utm=1&currency=EUR&token=s3cret",
          Fields.of(
              "Accept-Language", "de-AT",
              "Authorization", "Bearer s3cret",
              "Cookie", "sid=s3cret; theme=s3cret",
              "Via", "1.1 cdn"));

  private static final ResponseHead SILENT =
      new ResponseHead(200, Fields.of("Vary", "Accept-Language"));

  private static Policy policy(String text) {
    return switch (PolicyFiles.parse("test.yaml", text)) {
      case ReadResult.Valid<Policy>(Policy policy, var _) -> policy;
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  @Test
  @DisplayName("SEC-11 a stored request is told with its key and its answer, secrets masked")
  void tellsOfAStoredRequest() {
    String text = Explanation.of(POLICIES, PRODUCT, SILENT, NOW).text();
    assertThat(text.replaceAll("version [0-9a-f]{12}", "version V"))
        .isEqualTo(
            """
            GET https://api.shop.example/v1/products/7?utm=1&currency=EUR&token=***

            route      catalog/product (GET /v1/products/{id})
                       not catalog/cart (/v1/cart/**): it is for another path
                       not catalog/rest (GET /v1/**): it is less specific
                       not builtin/pass (/**): it is less specific
                       not 1 more, for other hosts
            request    is answered from the store if it can be; the answer below is stored
                       shows a session its own writes, and nothing older than it has seen
            key        version V
                       https
                       api.shop.example
                       /v1/products/7
                       ?currency=EUR
                       ?token=***
                       accept-language: de
                       cookie theme=***
            origin     gets GET /v1/products/7?currency=EUR&token=***
                       Via: 1.1 cdn
                       Accept-Language: de
                       Cookie: theme=***
                       does not get Authorization
            answer     status 200
                       fresh for 30s, named by policy-silent
                       then stale while revalidated for 5m
                       then stale in place of an error for 1d
                       varies on nothing
                       tags catalog, product:7
            """);
  }

  @Test
  @DisplayName("what is promised of a read, and which tags a write touches")
  void tellsOfConsistency() {
    assertThat(Explanation.of(POLICIES, cart("GET")).text())
        .contains("not stored\n           is answered from the primary\norigin");
    assertThat(Explanation.of(POLICIES, cart("POST")).text())
        .contains("not stored\n           writes cart\norigin");
  }

  private static RequestHead cart(String method) {
    return new RequestHead(
        method, "https", "api.shop.example", "/v1/cart/items", null, Fields.EMPTY);
  }

  @Test
  void tellsOfAPassedRequest() {
    RequestHead request =
        new RequestHead(
            "PUT", "https", "api.shop.example", "/v1/products/../x", null, Fields.EMPTY);
    assertThat(Explanation.of(POLICIES, request).text())
        .isEqualTo(
            """
            PUT https://api.shop.example/v1/products/../x

            route      builtin/pass (/**)
                       servers may read the path differently: it has a dot segment
                       not catalog/product (GET /v1/products/{id}): it is for another path
                       not catalog/cart (/v1/cart/**): it is for another path
                       not catalog/rest (GET /v1/**): it is for another method
                       not 1 more, for other hosts
            request    passes through; the answer is not stored
            origin     gets PUT /v1/products/../x
            """);
    assertThat(Explanation.of(POLICIES, request).considered())
        .extracting(Considered::verdict)
        .containsExactly(
            Considered.Verdict.OTHER_PATH,
            Considered.Verdict.OTHER_PATH,
            Considered.Verdict.OTHER_METHOD,
            Considered.Verdict.OTHER_HOST,
            Considered.Verdict.MATCHED);
  }

  @Test
  @DisplayName(
      "The key is the one that the answer's No-Vary-Search makes; without it a line says so")
  void tellsOfNoVarySearch() {
    PolicySet policies =
        PolicySet.of(
            List.of(
                policy(
                    """
                    policy: search
                    routes:
                      - { name: all, path: /**, cache: { no-vary-search: obey } }
                    """)));
    ResponseHead answer = new ResponseHead(200, Fields.of("No-Vary-Search", "params=(\"utm\")"));
    String key = "           /v1/products/7\n           ";
    assertThat(Explanation.of(policies, PRODUCT, answer, NOW).text())
        .contains(key + "no-vary-search params=(\"utm\")\n           ?currency=EUR&token=***\n");
    assertThat(Explanation.of(policies, PRODUCT).text())
        .contains(
            key
                + "?utm=1&currency=EUR&token=***\n           unless the last stored answer of the"
                + " path says otherwise by No-Vary-Search\n");
  }

  @Test
  void tellsWhyAnAnswerIsNotStored() {
    ResponseHead response = new ResponseHead(200, Fields.of("Set-Cookie", "sid=s3cret"));
    assertThat(Explanation.of(POLICIES, PRODUCT, response, NOW).text())
        .contains("answer     status 200\n           not stored: set-cookie\n")
        .doesNotContain("s3cret");
  }

  private static RequestHead request(String method, String path, String... fields) {
    return new RequestHead(method, "https", "api.shop.example", path, null, Fields.of(fields));
  }

  @Test
  @DisplayName("A request for a part is told with its range, which goes to the origin on a miss")
  void tellsOfARange() {
    assertThat(
            Explanation.of(POLICIES, request("GET", "/v1/products/7", "Range", "bytes=0-9")).text())
        .contains(
            """
            request    is answered from the store if it can be
            """)
        .endsWith(
            """
            origin     gets GET /v1/products/7
                       Accept-Language: en
                       Range: bytes=0-9
                       but without conditions of the client where it renews what is stored
            """);
  }

  @Test
  @DisplayName("A condition that only the origin may judge makes a request pass through")
  void tellsOfConditionsForTheOrigin() {
    Explanation explanation =
        Explanation.of(
            POLICIES, request("GET", "/v1/products/7", "If-Match", "\"a\"", "X-Other", "b"));
    assertThat(explanation.handling()).isEqualTo(Handling.PASS);
    assertThat(explanation.text())
        .endsWith(
            """
            origin     gets GET /v1/products/7
                       Accept-Language: en
                       If-Match: "a"
                       does not get X-Other
            """);
  }

  @Test
  @DisplayName("A condition that the cache judges stays here, on routes that follow the origin too")
  void tellsOfConditionsForTheCache() {
    for (String path : List.of("/v1/products/7", "/v1/rest")) {
      assertThat(
              Explanation.of(POLICIES, request("GET", path, "If-None-Match", "\"a\"", "A", "b"))
                  .forwarded()
                  .fields()
                  .contains("If-None-Match"))
          .as(path)
          .isFalse();
    }
  }

  @Test
  @DisplayName("What concerns the connection alone is not told as sent")
  void tellsOfNoConnectionFields() {
    assertThat(
            Explanation.of(
                    POLICIES, request("GET", "/v1/cart/1", "Connection", "X-Hop", "X-Hop", "a"))
                .text())
        .contains("origin     gets GET /v1/cart/1\n           does not get Connection, X-Hop\n");
  }

  @Test
  @DisplayName("What a range or a condition may have shaped is told as not stored")
  void tellsOfShapedAnswers() {
    ResponseHead whole = new ResponseHead(200, Fields.EMPTY);
    RequestHead ranged = request("GET", "/v1/products/7", "Range", "bytes=0-9");
    RequestHead conditional =
        request("GET", "/v1/products/7", "Range", "bytes=0-9", "If-Range", "\"a\"");
    Fields part = Fields.of("Content-Range", "bytes 0-9/20");

    for (RequestHead request : List.of(ranged, conditional)) {
      assertThat(Explanation.of(POLICIES, request, whole, NOW).text())
          .contains("not stored: conditions\n");
    }
    assertThat(Explanation.of(POLICIES, ranged, new ResponseHead(206, part), NOW).handling())
        .isEqualTo(Handling.STORE);
  }

  @Test
  @DisplayName("Conditions are told by the tags of the origin where answers may be encoded")
  void tellsOfTheTagsOfTheOrigin() {
    PolicySet policies =
        PolicySet.of(
            List.of(
                policy(
                    """
                    policy: all
                    routes:
                      - { name: all, path: /**, methods: [GET], cache: { compress: on } }
                    """)));
    assertThat(
            Explanation.of(policies, request("PUT", "/v1/products/7", "If-Match", "\"v1-br\""))
                .forwarded()
                .fields()
                .first("If-Match"))
        .isEqualTo("\"v1\"");
  }

  @Test
  @DisplayName("An example that holds is one line")
  void exampleHolds() {
    Expectation expectation =
        new Expectation(
            Optional.of("catalog/product"),
            Optional.of(Handling.STORE),
            Optional.empty(),
            Optional.of(
                List.of(
                    "https",
                    "api.shop.example",
                    "/v1/products/7",
                    "?currency=EUR",
                    "?token=s3cret",
                    "accept-language: de",
                    "cookie theme=s3cret")),
            new Forwarded(
                Optional.of("/v1/products/7?currency=EUR&token=s3cret"),
                Map.of("accept-language", "de"),
                Set.of("Authorization")),
            new Stored(
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(Duration.ofHours(24)),
                Optional.of(Set.of()),
                Optional.of(Set.of("catalog", "product:7"))));
    ExampleRun run = run(expectation, Optional.of(SILENT));
    assertThat(run.text()).isEqualTo("ok    a product\n");
    assertThat(run.holds()).isTrue();
  }

  @Test
  @DisplayName("where a route says which origin answers, that is told")
  void tellsWhichOriginIsAsked() {
    assertThat(explained("GET", "/v1/orders"))
        .contains(
            """
                       is the local one, whatever the method
                       is never the primary, even if the local one fails
                       is asked once more if it gives no answer within 200ms
            """);
    assertThat(explained("POST", "/v1/orders"))
        .contains("is the local one")
        .doesNotContain("asked once more");
    assertThat(explained("GET", "/v1/reports"))
        .contains("is the primary, whatever the method")
        .doesNotContain("never the primary");
    assertThat(explained("GET", "/v1/cart/1")).doesNotContain("whatever the method");
  }

  private static String explained(String method, String path) {
    Policy orders =
        policy(
            """
            policy: orders
            routes:
              - name: orders
                path: /v1/orders
                cache: never
                origin: local
                residency: stay
                hedge-after: 200ms
              - { name: reports, path: /v1/reports, cache: never, origin: primary }
              - { name: others, path: /**, cache: never }
            """);
    RequestHead request = new RequestHead(method, "https", "h.example", path, null, Fields.EMPTY);
    return Explanation.of(PolicySet.of(List.of(orders)), request).text();
  }

  @Test
  @DisplayName("An example that fails tells every difference")
  void exampleFails() {
    Expectation expectation =
        new Expectation(
            Optional.of("catalog/rest"),
            Optional.of(Handling.PASS),
            Optional.of(Reason.NO_STORE),
            Optional.of(List.of("https", "h")),
            new Forwarded(Optional.of("/"), Map.of("Via", "x", "X-A", "y"), Set.of("Via")),
            new Stored(
                Optional.of(Duration.ofMillis(1500)),
                Optional.of(Duration.ZERO),
                Optional.of(Duration.ZERO),
                Optional.of(Set.of("accept")),
                Optional.of(Set.of("b", "a"))));
    ExampleRun run = run(expectation, Optional.of(SILENT));
    assertThat(run.mismatches())
        .extracting(Mismatch::what)
        .containsExactly(
            "route",
            "decision",
            "key",
            "forwarded.target",
            "forwarded.headers.Via",
            "forwarded.headers.X-A",
            "forwarded.absent Via",
            "reason",
            "fresh",
            "stale-while-revalidate",
            "stale-if-error",
            "vary",
            "tags");
    assertThat(run.text())
        .startsWith(
            """
            FAIL  a product (test.examples.yaml:3:5)
                  route
                    expected  catalog/rest
                    actual    catalog/product
                  decision
                    expected  pass
                    actual    store
                  key
                    expected  https
                              h
                    actual    https
                              api.shop.example
            """)
        .contains("fresh\n        expected  1500ms\n        actual    30s\n")
        .contains("tags\n        expected  a, b\n        actual    catalog, product:7\n");
  }

  @Test
  @DisplayName("A lifetime can't be expected of what is not stored")
  void nothingIsStored() {
    Stored stored =
        new Stored(
            Optional.of(Duration.ZERO),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Expectation expectation =
        new Expectation(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Forwarded.ANYTHING,
            stored);
    ResponseHead noStore = new ResponseHead(200, Fields.of("Cache-Control", "no-store"));
    assertThat(run(expectation, Optional.of(noStore)).mismatches())
        .containsExactly(new Mismatch("decision", "store", "do-not-store: no-store"));
    assertThat(run(expectation, Optional.empty()).mismatches())
        .containsExactly(new Mismatch("response", "one, to say how it is stored", "none is given"));
  }

  private static ExampleRun run(Expectation expectation, Optional<ResponseHead> response) {
    Example example =
        new Example.OfRequest(
            "a product", "test.examples.yaml:3:5", PRODUCT, response, expectation);
    return ExampleRun.of(POLICIES, example, NOW);
  }
}
