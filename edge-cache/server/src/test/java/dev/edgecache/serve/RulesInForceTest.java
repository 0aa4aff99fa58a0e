package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.explain.Explanation;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies at work: keys, sites of browsers, countries, tags, and their change while it runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RulesInForceTest {

  private static final String POLICY =
      """
      policy: shop
      routes:
        - name: product
          path: /v1/products/{id}
          methods: [GET]
          cache: { fresh: 60s }
          key: { query: [currency], headers: { Accept-Language: [en, de] } }
          cors: { origins: ["https://shop.example", "https://m.shop.example"], expose: [ETag] }
          tags: ["product:{id}", catalog]
          tags-from: [Surrogate-Key, Cache-Tag]
        - name: price
          path: /v1/prices/{id}
          methods: [GET]
          cache: { fresh: 60s }
          key:
              countries: { groups: { euro: [DE, FR], uk: [GB] }, otherwise: world }
        - name: edge
          path: /edge/**
          cache: {}
          tags-from: [Surrogate-Key]
          strip: [cdn-cache-control, Surrogate-Key]
      """;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
    proxy.origin.always(arrived -> arrived.ok("ETag: \"v1\"", arrived.head()));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  void queryAndLanguageOfTheKeyAreOneForEqualRequests() throws Exception {
    proxy.get("/v1/products/1?b=2&currency=EUR", "Accept-Language", "de-AT,en;q=0.5").get();
    Reply hit = proxy.get("/v1/products/1?currency=EUR&a=1", "Accept-Language", "de").get();

    assertThat(hit.cacheStatus()).contains("hit");
    assertThat(hit.body()).contains("GET /v1/products/1?currency=EUR HTTP/1.1");
    assertThat(proxy.get("/v1/products/1?currency=USD").get().cacheStatus()).contains("uri-miss");
  }

  @Test
  @DisplayName(
      "RFC 9213 §3.1: targeted fields count here, and pass on unless the route strips them")
  void stripsWhatIsMeantForThisCache() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("CDN-Cache-Control: max-age=60\nSurrogate-Key: a\nX-Shop: b", ""));
    Reply miss = proxy.get("/edge/1").get();
    Reply hit = proxy.get("/edge/1").get();

    assertThat(hit.cacheStatus()).contains("hit");
    for (Reply reply : List.of(miss, hit)) {
      assertThat(reply.field("CDN-Cache-Control")).isEmpty();
      assertThat(reply.field("Surrogate-Key")).isEmpty();
      assertThat(reply.field("X-Shop")).isEqualTo("b");
    }
    assertThat(proxy.get("/v1/products/1").get().field("CDN-Cache-Control"))
        .isEqualTo("max-age=60");
  }

  @ParameterizedTest
  @CsvSource({
    "Range, bytes=0-1",
    "Range, x",
    "Range, pages=1",
    "If-Match, \"x\"",
    "If-Unmodified-Since, 'Fri, 27 Nov 2026 08:00:00 GMT'",
  })
  @DisplayName("SEC-4: what one client adds to its request shapes no answer that others get")
  void conditionsOfOneClientShapeNothingShared(String name, String value) throws Exception {
    proxy.get("/v1/products/1", name, value).get();
    Reply other = proxy.get("/v1/products/1").get();
    Reply again = proxy.get("/v1/products/1").get();

    assertThat(again.cacheStatus()).contains("hit");
    for (Reply reply : List.of(other, again)) {
      assertThat(reply.body()).doesNotContain(name + ": ").doesNotContain("X-Forwarded-For");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/products/1, Range, bytes=0-1",
    "GET, /v1/products/1, Range, x",
    "GET, /v1/products/1, If-Range, \"x\"",
    "GET, /v1/products/1, If-Match, \"x\"",
    "GET, /v1/products/1, If-None-Match, \"x\"",
    "HEAD, /v1/products/1, If-None-Match, \"x\"",
    "PUT, /v1/products/1, If-None-Match, \"x\"",
    "GET, /edge/1, Range, bytes=0-1",
    "GET, /edge/1, If-None-Match, \"x\"",
    "GET, /edge/1, If-Match, \"x\"",
    "GET, /never, If-None-Match, \"x\"",
    "GET, /never, Range, bytes=0-1",
  })
  @DisplayName("what is explained of conditions and ranges is what the origin gets")
  void explanationsHold(String method, String path, String name, String value) throws Exception {
    List<Arrived> got = new CopyOnWriteArrayList<>();
    proxy.origin.always(
        arrived -> {
          got.add(arrived);
          arrived.ok("", method.equals("HEAD") ? "" : "x");
        });
    proxy.send(method, path, name, value, "X-Other", "y").get();

    RequestHead request =
        new RequestHead(
            method, "http", "127.0.0.1", path, null, Fields.of(name, value, "X-Other", "y"));
    Fields explained =
        Explanation.of(proxy.live.current().policies(), request).forwarded().fields();
    assertThat(got).hasSize(1);
    for (String sent : List.of(name, "X-Other")) {
      assertThat(got.getFirst().field(sent).orElse("absent"))
          .as(sent)
          .isEqualTo(explained.contains(sent) ? explained.combined(sent) : "absent");
    }
  }

  @Test
  @DisplayName("a browser shop works on cached routes: one stored answer serves every allowed site")
  void oneStoredAnswerServesEverySite() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Access-Control-Allow-Origin: https://stale.example", "apple"));
    Reply miss = proxy.get("/v1/products/1", "Origin", "https://shop.example").get();
    Reply hit = proxy.get("/v1/products/1", "Origin", "https://m.shop.example").get();
    Reply other = proxy.get("/v1/products/1", "Origin", "https://evil.example").get();
    Reply plain = proxy.get("/v1/products/1").get();

    assertThat(miss.field("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    assertThat(miss.field("Access-Control-Expose-Headers")).isEqualTo("ETag");
    assertThat(hit.cacheStatus()).contains("hit");
    assertThat(hit.field("Access-Control-Allow-Origin")).isEqualTo("https://m.shop.example");
    assertThat(other.field("Access-Control-Allow-Origin")).isEmpty();
    assertThat(plain.field("Access-Control-Allow-Origin")).isEmpty();
    for (Reply reply : List.of(miss, hit, other, plain)) {
      assertThat(reply.field("Vary")).containsIgnoringCase("origin");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void errorsAreReadableForAllowedSites() throws Exception {
    proxy.get("/v1/products/1").get();
    proxy.origin.always(null);
    proxy.time.advance(Duration.ofSeconds(61));
    var failing = proxy.get("/v1/products/1", "Origin", "https://shop.example");
    proxy.origin.take().breakOff();

    assertThat(failing.get().status()).isEqualTo(502);
    assertThat(failing.get().field("Access-Control-Allow-Origin"))
        .isEqualTo("https://shop.example");
  }

  @Test
  void preflightsAreAnsweredWithoutTheOrigin() throws Exception {
    Reply allowed =
        proxy
            .send(
                "OPTIONS",
                "/v1/products/1",
                "Origin",
                "https://shop.example",
                "Access-Control-Request-Method",
                "GET")
            .get();
    Reply refused =
        proxy
            .send(
                "OPTIONS",
                "/v1/products/1",
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET")
            .get();

    assertThat(allowed.status()).isEqualTo(204);
    assertThat(allowed.field("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    assertThat(allowed.field("Access-Control-Allow-Methods")).contains("GET");
    assertThat(refused.field("Access-Control-Allow-Origin")).isEmpty();
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  void eachGroupOfCountriesHasOneAnswer() throws Exception {
    String field = "CloudFront-Viewer-Country";
    assertThat(proxy.get("/v1/prices/1", field, "FR").get().body()).contains(field + ": DE\r\n");
    assertThat(proxy.get("/v1/prices/1", field, "DE").get().cacheStatus()).contains("hit");
    assertThat(proxy.get("/v1/prices/1", field, "GB").get().body()).contains(field + ": GB\r\n");
    assertThat(proxy.get("/v1/prices/1", field, "JP").get().cacheStatus()).contains("uri-miss");
    assertThat(proxy.get("/v1/prices/1").get().cacheStatus()).contains("hit");
    assertThat(proxy.get("/v1/prices/1", field, "nonsense").get().cacheStatus()).contains("hit");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("tags of the path, of constants and of the origin's fields each end what they name")
  void tagsEndWhatTheyName() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Surrogate-Key: brand-7 Sale\nCache-Tag: season, new", "apple"));
    for (String tag : List.of("product:1", "catalog", "brand-7", "sale", "season", "new")) {
      proxy.get("/v1/products/1").get();
      proxy.get("/v1/products/2").get();
      assertThat(proxy.get("/v1/products/1").get().cacheStatus()).as(tag).contains("hit");
      proxy.floors.invalidate(Set.of(tag));
      assertThat(proxy.get("/v1/products/1").get().cacheStatus()).as(tag).contains("fwd=stale");
    }
    proxy.get("/v1/products/2").get();
    proxy.floors.invalidate(Set.of("product:1"));
    assertThat(proxy.get("/v1/products/2").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName(
      "OPS-1: two hundred reloads under load fail no request and serve none by mixed rules")
  void reloadsUnderLoadFailNothing() throws Exception {
    String euro = POLICY.replace("query: [currency]", "query: [page]");
    proxy.origin.always(arrived -> arrived.ok("", arrived.target()));
    Semaphore atOnce = new Semaphore(20);
    List<CompletableFuture<Void>> checks = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      if (i % 10 == 0) {
        proxy.reload(i % 20 == 0 ? euro : POLICY);
      }
      String path = "/v1/products/" + i % 30;
      atOnce.acquire();
      checks.add(
          proxy
              .get(path + "?currency=EUR&page=2")
              .whenComplete((reply, failure) -> atOnce.release())
              .thenAccept(
                  reply -> {
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.body()).isIn(path + "?currency=EUR", path + "?page=2");
                  }));
    }
    for (CompletableFuture<Void> check : checks) {
      check.get();
    }
    assertThat(proxy.origin.arrivals()).isLessThan(200);
  }
}
