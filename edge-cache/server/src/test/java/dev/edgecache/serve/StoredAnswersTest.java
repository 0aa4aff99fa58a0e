package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a client gets of a route that stores, from the first miss to the last revalidation. */
class StoredAnswersTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: obey }
      """;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  void aMissIsFetchedAndTheNextRequestIsAHitWithItsAge() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));

    Reply miss = proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(5));
    Reply hit = proxy.get("/p").get();

    assertThat(miss.body()).isEqualTo("apple");
    assertThat(miss.cacheStatus())
        .isEqualTo("edge-cache;fwd=uri-miss;fwd-status=200;stored;ttl=60");
    assertThat(hit.body()).isEqualTo("apple");
    assertThat(hit.cacheStatus()).isEqualTo("edge-cache;hit;ttl=55");
    assertThat(hit.field("Age")).isEqualTo("5");
    assertThat(hit.field("Content-Length")).isEqualTo("5");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void ageOfTheOriginCountsAndIsNotRepeated() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60\nAge: 20", "apple"));

    proxy.get("/p").get();
    Reply hit = proxy.get("/p").get();

    assertThat(hit.field("Age")).isEqualTo("20");
    assertThat(hit.cacheStatus()).isEqualTo("edge-cache;hit;ttl=40");
  }

  @Test
  void aStaleAnswerIsValidatedAndA304RenewsIt() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=60\nETag: \"v1\"\nX-Old: 1", "apple"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("If-None-Match")).contains("\"v1\"");
          arrived.send(
              String.join(
                  "\r\n",
                  "HTTP/1.1 304 Not Modified",
                  "ETag: \"v1\"",
                  "X-Old: 2",
                  "Content-Length: 5",
                  "Cache-Control: max-age=60",
                  "",
                  ""));
        });

    Reply renewed = proxy.get("/p").get();
    Reply hit = proxy.get("/p").get();

    assertThat(renewed.status()).isEqualTo(200);
    assertThat(renewed.body()).isEqualTo("apple");
    assertThat(renewed.cacheStatus())
        .isEqualTo("edge-cache;fwd=stale;fwd-status=304;stored;ttl=60");
    assertThat(hit.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(hit.field("X-Old")).isEqualTo("2");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  void clientValidatorsAreAnsweredFromTheStore() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60\nETag: \"v1\"", "apple"));

    Reply first = proxy.get("/p", "If-None-Match", "\"v1\"").get();
    Reply second = proxy.get("/p", "If-None-Match", "\"v1\"").get();
    Reply other = proxy.get("/p", "If-None-Match", "\"v2\"").get();

    assertThat(first.status()).isEqualTo(304);
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.field("ETag")).isEqualTo("\"v1\"");
    assertThat(second.body()).isEmpty();
    assertThat(other.status()).isEqualTo(200);
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void headIsAnsweredFromAStoredGet() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p").get();

    Reply head = proxy.send("HEAD", "/p").get();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("Content-Length")).isEqualTo("5");
    assertThat(head.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void rangesAreCutFromAStoredAnswer() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=60\nETag: \"v1\"", "0123456789"));
    proxy.get("/p").get();

    Reply part = proxy.get("/p", "Range", "bytes=2-4").get();
    Reply outdated = proxy.get("/p", "Range", "bytes=2-4", "If-Range", "\"v0\"").get();
    Reply beyond = proxy.get("/p", "Range", "bytes=20-").get();

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(part.field("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(outdated.status()).isEqualTo(200);
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.field("Content-Range")).isEqualTo("bytes */10");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-4: variants are kept apart by what Vary names")
  void variantsAreKeptApart() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok(
                "Cache-Control: max-age=60\nVary: Accept-Language",
                arrived.field("Accept-Language").orElse("none")));

    assertThat(proxy.get("/p", "Accept-Language", "de").get().body()).isEqualTo("de");
    assertThat(proxy.get("/p", "Accept-Language", "fr").get().body()).isEqualTo("fr");
    assertThat(proxy.get("/p").get().body()).isEqualTo("none");
    Reply hit = proxy.get("/p", "Accept-Language", "de").get();

    assertThat(hit.body()).isEqualTo("de");
    assertThat(hit.cacheStatus()).startsWith("edge-cache;hit");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("SEC-7: what is private, sets a cookie or follows credentials is never stored")
  void personalAnswersAreNotStored() throws Exception {
    for (String fields :
        List.of(
            "Cache-Control: private, max-age=60",
            "Cache-Control: max-age=60\nCache-Control: no-store",
            "Cache-Control: max-age=60\nSet-Cookie: id=1",
            "Cache-Control: max-age=60\nVary: *")) {
      int before = proxy.origin.arrivals();
      proxy.origin.always(arrived -> arrived.ok(fields, "mine"));
      proxy.get("/private").get();
      Reply again = proxy.get("/private").get();

      assertThat(again.cacheStatus()).as(fields).contains("fwd=").doesNotContain("stored");
      assertThat(proxy.origin.arrivals()).as(fields).isEqualTo(before + 2);
    }
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "mine"));
    proxy.get("/account", "Authorization", "Bearer a").get();
    assertThat(proxy.get("/account", "Authorization", "Bearer b").get().cacheStatus())
        .contains("fwd=");
  }

  @Test
  void anUnsafeRequestInvalidatesWhatIsStoredForItsPath() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p").get();

    assertThat(proxy.send("POST", "/p").get().cacheStatus()).contains("fwd=");
    Reply after = proxy.get("/p").get();

    assertThat(after.cacheStatus()).contains("fwd=");
    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
  }

  @Test
  void anUnsafeRequestThatFailsInvalidatesNothing() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p").get();
    proxy.origin.always(arrived -> arrived.answer("409 Conflict", "", "no"));
    proxy.send("POST", "/p").get();

    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("PUR-1: an answer fetched before an invalidation is not served after it")
  void aFetchThatBeganBeforeAnInvalidationServesNobodyAfterIt() throws Exception {
    var before = proxy.get("/p");
    Arrived slow = proxy.origin.take();
    proxy.floors.invalidateAll();
    var after = proxy.get("/p");
    slow.ok("Cache-Control: max-age=60", "old");
    assertThat(before.get().body()).isEqualTo("old");
    proxy.origin.take().ok("Cache-Control: max-age=60", "new");

    assertThat(after.get().body()).isEqualTo("new");
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("PUR-2: a 304 to a question asked before an invalidation renews nothing")
  void a304FromBeforeAnInvalidationRenewsNothing() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60\nETag: \"v1\"", "old"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(null);
    var validating = proxy.get("/p");
    Arrived question = proxy.origin.take();
    proxy.floors.invalidateAll();
    question.send("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n");
    assertThat(validating.get().body()).isEqualTo("old");

    var after = proxy.get("/p");
    proxy.origin.take().ok("Cache-Control: max-age=60", "new");

    assertThat(after.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("OPS-2: entries stored under other key rules are not found")
  void otherKeyRulesFindNothingOld() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p?a=1").get();
    proxy.reload(
        """
        policy: test
        routes:
          - name: all
            path: /**
            cache: { fresh: 30s }
            key: { query: [b] }
        """);

    assertThat(proxy.get("/p?a=1").get().cacheStatus()).contains("fwd=uri-miss");
  }

  @Test
  @DisplayName(
      "OPS-1: a reload that changes no key rule keeps what is stored, under the new lifetime")
  void reloadKeepsWhatIsStored() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p").get();
    proxy.reload(POLICY.replace("obey", "obey, max: 20s"));
    Reply hit = proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(21));

    assertThat(hit.cacheStatus()).isEqualTo("edge-cache;hit;ttl=20");
    assertThat(proxy.get("/p").get().cacheStatus()).contains("fwd=stale");
  }

  @Test
  @DisplayName("OPS-1: after a reload too, an origin that forbids to store ends what was stored")
  void anUnstorableRefreshEndsWhatWasStoredUnderFormerTerms() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=10", "old"));
    proxy.get("/p").get();
    proxy.reload(POLICY.replace("obey", "obey, stale-while-revalidate: 1h"));
    proxy.time.advance(Duration.ofSeconds(15));
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: no-store", "mine"));
    assertThat(proxy.get("/p").get().body()).isEqualTo("old");
    ProxyUnderTest.await(() -> proxy.origin.arrivals() == 2, "the refresh");
    proxy.awaitQuiet();

    assertThat(proxy.get("/p").get().body()).isEqualTo("mine");
  }

  @Test
  @DisplayName("OPS-1: after a reload too, a 304 that names nothing stored leads to a whole answer")
  void aStrange304AfterAReloadIsAskedAboutOnce() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=10\nETag: \"v1\"", "old"));
    proxy.get("/p").get();
    proxy.reload(POLICY.replace("obey", "obey, max: 5s"));
    proxy.time.advance(Duration.ofSeconds(15));
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").isPresent()) {
            arrived.send("HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n");
          } else {
            arrived.ok("ETag: \"v2\"", "new");
          }
        });

    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("OPS-1, PUR-1: tags that a reload gives to a route reach what was stored before")
  void tagsOfAReloadReachWhatWasStored() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/p").get();
    proxy.reload(POLICY + "    tags: [catalog]\n");
    assertThat(proxy.get("/p").get().cacheStatus()).contains(";hit");

    proxy.floors.invalidate(List.of("catalog"));

    assertThat(proxy.get("/p").get().cacheStatus()).doesNotContain(";hit");
  }

  @Test
  @DisplayName("OPS-1, PUR-1: so do tags that follow from another path template")
  void tagsOfAnotherTemplateReachWhatWasStored() throws Exception {
    String policy = POLICY.replace("/**", "\"/{kind}/{id}\"") + "    tags: [\"{id}\"]\n";
    proxy.reload(policy);
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "apple"));
    proxy.get("/fruit/1").get();
    proxy.reload(policy.replace("{kind}/{id}", "{id}/{number}"));

    proxy.floors.invalidate(List.of("fruit"));

    assertThat(proxy.get("/fruit/1").get().cacheStatus()).doesNotContain(";hit");
  }

  @Test
  void onlyIfCachedIsRefusedWhenNothingIsStored() throws Exception {
    assertThat(proxy.get("/p", "Cache-Control", "only-if-cached").get().status()).isEqualTo(504);
    assertThat(proxy.origin.arrivals()).isZero();
  }
}
