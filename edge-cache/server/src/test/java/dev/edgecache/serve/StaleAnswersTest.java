package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stale answers: when they go out, what renews them, and what never replaces them (RFC 5861). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StaleAnswersTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache:
            stale-while-revalidate: 60s
            stale-if-error: 1h
      """;
  private static final String FRESH = "Cache-Control: max-age=10\nETag: \"v1\"";

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  /** Stores an answer, lets that time pass, and lets further requests wait for the test. */
  private void storedAndAged(String fields, long seconds) throws Exception {
    proxy.origin.always(arrived -> arrived.ok(fields, "old"));
    proxy.get("/p").get();
    proxy.origin.always(null);
    proxy.time.advance(Duration.ofSeconds(seconds));
  }

  private void assertRefused(String fields, long seconds) throws Exception {
    int before = proxy.origin.arrivals();
    storedAndAged(fields, seconds);
    var reply = proxy.get("/p");
    proxy.origin.take().ok("Cache-Control: no-store", "new");
    assertThat(reply.get().body()).as(fields).isEqualTo("new");
    assertThat(proxy.origin.arrivals()).as(fields).isEqualTo(before + 2);
    proxy.floors.invalidateAll();
    proxy.time.advance(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("SWR-3, SWR-8: stale answers go out at once, byte for byte, while one fetch renews")
  void staleAnswersGoOutWhileOneFetchRenews() throws Exception {
    storedAndAged(FRESH, 15);
    for (int i = 0; i < 50; i++) {
      Reply stale = proxy.get("/p").get();
      assertThat(stale.body()).isEqualTo("old");
      assertThat(stale.field("Age")).isEqualTo("15");
      assertThat(stale.cacheStatus()).isEqualTo("edge-cache;hit;ttl=-5");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
    proxy.origin.take().ok(FRESH, "new");
    proxy.awaitQuiet();

    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
    assertThat(proxy.get("/p").get().cacheStatus()).isEqualTo("edge-cache;hit;ttl=10");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("SWR-2, SWR-5: beyond the window the origin is asked first")
  void beyondTheWindowTheOriginIsAsked() throws Exception {
    storedAndAged(FRESH, 70);
    var reply = proxy.get("/p");
    Arrived question = proxy.origin.take();
    assertThat(reply).isNotDone();
    question.ok(FRESH, "new");
    assertThat(reply.get().body()).isEqualTo("new");

    storedAndAged(FRESH, 8 * 3600);
    var hoursLater = proxy.get("/p");
    proxy.origin.take().ok(FRESH, "newer");
    assertThat(hoursLater.get().body()).isEqualTo("newer");
  }

  @Test
  @DisplayName("SWR-2: directives that forbid stale answers hold against the policy")
  void directivesForbidStaleAnswers() throws Exception {
    for (String directives :
        List.of("max-age=10, must-revalidate", "max-age=10, proxy-revalidate", "s-maxage=10")) {
      assertRefused("Cache-Control: " + directives, 15);
    }
    assertRefused("Cache-Control: no-cache\nETag: \"v1\"", 0);
  }

  @Test
  @DisplayName("SWR-1: a refresh that fails is tried again, though clients come and go")
  void aFailedRefreshIsTriedAgain() throws Exception {
    storedAndAged(FRESH, 15);
    try (RawClient client = proxy.connect()) {
      client.send("GET /p HTTP/1.1\r\nHost: 127.0.0.1:" + proxy.address().getPort() + "\r\n\r\n");
      client.readUntil("old");
    }
    proxy.origin.take().breakOff();
    proxy.awaitQuiet();
    proxy.time.advance(Duration.ofSeconds(2));

    assertThat(proxy.get("/p").get().body()).isEqualTo("old");
    proxy.origin.take().ok(FRESH, "new");
    proxy.awaitQuiet();
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("SWR-4: no bad answer to a refresh replaces a usable stale one")
  void badRefreshesReplaceNothing() throws Exception {
    List<Consumer<Arrived>> bad =
        List.of(
            arrived -> arrived.answer("500 Oops", "Cache-Control: max-age=60", "broken"),
            arrived -> arrived.answer("503 Busy", "Retry-After: 9", "busy"),
            arrived -> arrived.answer("429 Slower", "Cache-Control: max-age=9", "slower"),
            Arrived::breakOff,
            arrived -> {
              arrived.send(
                  "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 9\r\n\r\nhalf");
              arrived.close();
            },
            arrived -> {
              arrived.send(
                  http(
"""
HTTP/1.1 200 OK
Cache-Control: max-age=60
Transfer-Encoding: chunked

4
half
"""));
              arrived.close();
            },
            arrived -> arrived.send("HTTP/1.1 two hundred\r\n\r\n"));
    for (int i = 0; i < bad.size(); i++) {
      proxy.floors.invalidateAll();
      proxy.time.advance(Duration.ofMinutes(2));
      storedAndAged(FRESH, 15);
      int before = proxy.origin.arrivals();
      assertThat(proxy.get("/p").get().body()).as("refresh " + i).isEqualTo("old");
      bad.get(i).accept(proxy.origin.take());
      proxy.awaitQuiet();

      for (int again = 0; again < 5; again++) {
        assertThat(proxy.get("/p").get().body()).as("after refresh " + i).isEqualTo("old");
      }
      assertThat(proxy.origin.arrivals()).as("asked by refresh " + i).isEqualTo(before + 1);
    }
  }

  @Test
  @DisplayName("SWR-4: an answer to a refresh that may not be stored ends what was stored")
  void anUnstorableRefreshEndsWhatWasStored() throws Exception {
    for (String fields :
        List.of("Cache-Control: no-store", "Cache-Control: max-age=60\nSet-Cookie: sid=1")) {
      proxy.time.advance(Duration.ofMinutes(5));
      storedAndAged(FRESH, 15);
      assertThat(proxy.get("/p").get().body()).isEqualTo("old");
      proxy.origin.take().ok(fields, "mine");
      proxy.awaitQuiet();

      var next = proxy.get("/p");
      proxy.origin.take().ok("Cache-Control: no-store", "new");
      assertThat(next.get().body()).as(fields).isEqualTo("new");
    }
  }

  @Test
  @DisplayName("SWR-4: a refresh that brings another Vary is stored as the variant it is")
  void aRefreshWithAnotherVaryIsStoredAsItsVariant() throws Exception {
    storedAndAged(FRESH, 15);
    assertThat(proxy.get("/p", "Accept-Language", "de").get().body()).isEqualTo("old");
    proxy.origin.take().ok(FRESH + "\nVary: Accept-Language", "deutsch");
    proxy.awaitQuiet();

    assertThat(proxy.get("/p", "Accept-Language", "de").get().body()).isEqualTo("deutsch");
    proxy.time.advance(Duration.ofSeconds(100));
    var french = proxy.get("/p", "Accept-Language", "fr");
    proxy.origin.take().ok(FRESH + "\nVary: Accept-Language", "francais");
    assertThat(french.get().body()).isEqualTo("francais");
  }

  @Test
  @DisplayName(
      "SWR-7: an origin that is down is asked less and less, and clients get stale answers")
  void anOriginThatIsDownIsLeftAlone() throws Exception {
    storedAndAged(FRESH, 100);
    proxy.origin.always(arrived -> arrived.answer("503 Busy", "", "busy"));

    Reply first = proxy.get("/p").get();
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body()).isEqualTo("old");
    assertThat(first.cacheStatus()).isEqualTo("edge-cache;fwd=stale;ttl=-90;detail=stale-if-error");

    List<Integer> asked = new ArrayList<>();
    for (int second = 0; second < 64; second++) {
      int before = proxy.origin.arrivals();
      for (int i = 0; i < 3; i++) {
        Reply reply = proxy.get("/p").get();
        assertThat(reply.body()).isEqualTo("old");
        assertThat(reply.cacheStatus()).contains("detail=stale-if-error");
      }
      if (proxy.origin.arrivals() > before) {
        asked.add(second);
      }
      proxy.time.advance(Duration.ofSeconds(1));
    }
    assertThat(asked).containsExactly(1, 3, 7, 15, 31, 61);
    assertThat(proxy.origin.arrivals()).isEqualTo(2 + 6);
  }

  @Test
  @DisplayName("SWR-7: a refresh that succeeds ends the pause")
  void successEndsThePause() throws Exception {
    storedAndAged(FRESH, 100);
    proxy.origin.always(Arrived::breakOff);
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(1));
    proxy.origin.always(arrived -> arrived.ok(FRESH, "new"));
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
    proxy.time.advance(Duration.ofSeconds(100));
    proxy.origin.always(Arrived::breakOff);
    proxy.get("/p").get();
    int before = proxy.origin.arrivals();
    proxy.time.advance(Duration.ofSeconds(1));
    proxy.get("/p").get();

    assertThat(proxy.origin.arrivals()).isGreaterThan(before);
  }

  @Test
  void beyondStaleIfErrorTheErrorGoesOut() throws Exception {
    storedAndAged(FRESH, 3700);
    var reply = proxy.get("/p");
    proxy.origin.take().answer("503 Busy", "X-From: origin", "busy");

    assertThat(reply.get().status()).isEqualTo(503);
    assertThat(reply.get().field("X-From")).isEqualTo("origin");
    assertThat(reply.get().cacheStatus()).contains("fwd=stale;fwd-status=503");
  }

  @Test
  void aClientIsNotToldWhereTheOriginIs() throws Exception {
    int port = proxy.origin.address().getPort();
    proxy.origin.close();

    var reply = proxy.get("/p").get();

    assertThat(reply.field("Proxy-Status"))
        .startsWith("edge-cache;error=connection_refused")
        .contains("the origin refused the connection")
        .doesNotContain(Integer.toString(port));
    assertThat(reply.body())
        .contains("the origin refused the connection")
        .doesNotContain(Integer.toString(port));
  }

  @Test
  void anErrorThatNothingReplacesHasAProxyStatusAndNoCacheStatus() throws Exception {
    var reply = proxy.get("/p");
    proxy.origin.take().breakOff();

    assertThat(reply.get().status()).isEqualTo(502);
    assertThat(reply.get().field("Proxy-Status"))
        .startsWith("edge-cache;error=connection_terminated");
    assertThat(reply.get().cacheStatus()).isEmpty();
    assertThat(reply.get().field("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  @DisplayName("an invalidated answer replaces no error: hard means unusable")
  void anInvalidatedAnswerReplacesNoError() throws Exception {
    storedAndAged(FRESH, 15);
    proxy.floors.invalidateAll();
    var reply = proxy.get("/p");
    proxy.origin.take().answer("503 Busy", "", "busy");

    assertThat(reply.get().status()).isEqualTo(503);
  }

  @Test
  @DisplayName("PUR-4: a refresh begun before a purge brings nothing that is served after it")
  void aRefreshFromBeforeAPurgeBringsNothing() throws Exception {
    storedAndAged(FRESH, 15);
    assertThat(proxy.get("/p").get().body()).isEqualTo("old");
    Arrived refresh = proxy.origin.take();
    proxy.floors.invalidateAll();
    var after = proxy.get("/p");
    proxy.awaitWaiting(2);
    refresh.ok(FRESH, "between");
    proxy.origin.take().ok(FRESH, "new");

    assertThat(after.get().body()).isEqualTo("new");
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("SWR-6: within the budget a fresh answer goes out, beyond it the stale one")
  void waitsForFreshWithinItsBudget() throws Exception {
    proxy.reload(POLICY + "      wait-for-fresh: 9s\n");
    storedAndAged(FRESH, 15);
    var inTime = proxy.get("/p");
    proxy.origin.take().ok(FRESH, "new");
    assertThat(inTime.get().body()).isEqualTo("new");
    assertThat(inTime.get().cacheStatus())
        .isEqualTo("edge-cache;fwd=stale;fwd-status=200;stored;ttl=10");

    proxy.reload(POLICY + "      wait-for-fresh: 50ms\n");
    proxy.time.advance(Duration.ofSeconds(15));
    var late = proxy.get("/p");
    Arrived slow = proxy.origin.take();
    assertThat(late.get().body()).isEqualTo("new");
    assertThat(late.get().cacheStatus()).isEqualTo("edge-cache;hit;ttl=-5");
    slow.ok(FRESH, "newer");
    proxy.awaitQuiet();
    assertThat(proxy.get("/p").get().body()).isEqualTo("newer");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("SWR-6: an origin that fails within the budget costs nobody the stale answer")
  void failsWithinTheBudget() throws Exception {
    proxy.reload(POLICY + "      wait-for-fresh: 9s\n");
    storedAndAged(FRESH, 15);
    var reply = proxy.get("/p");
    proxy.origin.take().breakOff();
    assertThat(reply.get().body()).isEqualTo("old");
    assertThat(proxy.get("/p").get().body()).isEqualTo("old");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("SWR-3: lifetimes are spread, so that what was stored together expires apart")
  void lifetimesAreSpread() throws Exception {
    proxy.reload(POLICY + "      jitter: 50%\n");
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=1000", "x"));
    Set<String> lifetimes = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String status = proxy.get("/" + i).get().cacheStatus();
      String ttl = status.substring(status.indexOf("ttl=") + 4);
      assertThat(Integer.parseInt(ttl)).isBetween(500, 1000);
      lifetimes.add(ttl);
    }
    assertThat(lifetimes).hasSizeGreaterThan(10);
  }

  @Test
  void waitersGetTheStaleAnswerOfTheirOwnVariantInPlaceOfAnError() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok(
                FRESH + "\nVary: Accept-Language", arrived.field("Accept-Language").orElseThrow()));
    proxy.get("/p", "Accept-Language", "de").get();
    proxy.get("/p", "Accept-Language", "fr").get();
    proxy.origin.always(null);
    proxy.time.advance(Duration.ofSeconds(100));
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (String language : List.of("de", "fr", "de", "fr")) {
      replies.add(proxy.get("/p", "Accept-Language", language));
    }
    proxy.awaitWaiting(4);
    proxy.origin.take().breakOff();
    proxy.origin.take().breakOff();

    assertThat(replies.get(0).get().body()).isEqualTo("de");
    assertThat(replies.get(1).get().body()).isEqualTo("fr");
    assertThat(replies.get(2).get().body()).isEqualTo("de");
    assertThat(replies.get(3).get().body()).isEqualTo("fr");
  }
}
