package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait together for one answer: who gets it, and what becomes of the others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CollapsingTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: obey }
      """;
  private static final String CACHEABLE = "Cache-Control: max-age=60\nETag: \"v1\"";

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private List<CompletableFuture<Reply>> get(int times, String target) {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      replies.add(proxy.get(target));
    }
    return replies;
  }

  @Test
  @DisplayName("a no-cache answer is for the request that asked alone (RFC 9111 §5.2.2.4)")
  void noCacheIsNotShared() throws Exception {
    assertNotShared("200 OK", "Cache-Control: no-cache\nETag: \"v1\"");
  }

  @Test
  @DisplayName("nor is an error that says no-cache")
  void noCacheErrorIsNotShared() throws Exception {
    assertNotShared("500 Sorry", "Cache-Control: no-cache");
  }

  private void assertNotShared(String status, String fields) throws Exception {
    var replies = get(2, "/p");
    proxy.awaitWaiting(2);
    Arrived first = proxy.origin.take();
    AtomicInteger answers = new AtomicInteger();
    proxy.origin.always(
        arrived -> arrived.answer(status, fields, "answer " + answers.incrementAndGet()));
    first.answer(status, fields, "answer 0");

    assertThat(List.of(replies.get(0).get().body(), replies.get(1).get().body()))
        .containsExactlyInAnyOrder("answer 0", "answer 1");
  }

  @Test
  @DisplayName("COL-1: two hundred misses at once are one request to the origin")
  void manyMissesAreOneFetch() throws Exception {
    var replies = get(200, "/p");
    proxy.awaitWaiting(200);
    proxy.origin.take().ok(CACHEABLE, "apple");

    int leaders = 0;
    for (var reply : replies) {
      assertThat(reply.get().body()).isEqualTo("apple");
      String status = reply.get().cacheStatus();
      leaders += status.equals("edge-cache;fwd=uri-miss;fwd-status=200;stored;ttl=60") ? 1 : 0;
      assertThat(status).startsWith("edge-cache;fwd=uri-miss;fwd-status=200;stored");
    }
    assertThat(leaders).isEqualTo(1);
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
    assertThat(proxy.records.stream().filter(r -> r.answered().kind() == RequestKind.COLLAPSED))
        .hasSize(199);
  }

  @Test
  @DisplayName("COL-2: an answer that can't be stored lets the waiters run side by side")
  void anUncacheableAnswerReleasesTheWaiters() throws Exception {
    var replies = get(20, "/p");
    proxy.awaitWaiting(20);
    proxy.origin.take().ok("Cache-Control: no-store", "first");
    List<Arrived> released = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      released.add(proxy.origin.take());
    }
    released.forEach(arrived -> arrived.ok("Cache-Control: no-store", "own"));

    int first = 0;
    for (var reply : replies) {
      first += reply.get().body().equals("first") ? 1 : 0;
    }
    assertThat(first).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-2: that it can't be stored is remembered, and forgotten when it can")
  void whatIsUncacheableIsRememberedForAShortTime() throws Exception {
    var first = proxy.get("/p");
    proxy.origin.take().ok("Cache-Control: no-store", "one");
    first.get();

    var second = proxy.get("/p");
    Arrived own = proxy.origin.take();
    var third = proxy.get("/p");
    proxy.origin.take().ok(CACHEABLE, "three");
    assertThat(third.get().body()).isEqualTo("three");
    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
    own.ok("Cache-Control: no-store", "two");
    assertThat(second.get().body()).isEqualTo("two");
  }

  @Test
  @DisplayName("COL-2: two seconds after the last uncacheable answer requests wait together again")
  void theMemoryOfUncacheableAnswersEnds() throws Exception {
    var first = proxy.get("/p");
    proxy.origin.take().ok("Cache-Control: no-store", "one");
    first.get();
    proxy.time.advance(Duration.ofSeconds(3));

    var together = get(5, "/p");
    proxy.awaitWaiting(5);
    proxy.origin.take().ok(CACHEABLE, "shared");
    for (var reply : together) {
      assertThat(reply.get().body()).isEqualTo("shared");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("COL-3: a leader that goes away leaves the answer to its followers and the store")
  void theLeadersDisconnectEndsNothing() throws Exception {
    RawClient leader = proxy.connect();
    leader.send("GET /p HTTP/1.1\r\nHost: 127.0.0.1:" + proxy.address().getPort() + "\r\n\r\n");
    proxy.awaitWaiting(1);
    var follower = proxy.get("/p");
    proxy.awaitWaiting(2);
    leader.close();
    proxy.awaitWaiting(1);
    proxy.origin.take().ok(CACHEABLE, "apple");

    assertThat(follower.get().body()).isEqualTo("apple");
    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-3: an answer that breaks off fails all who share it and is not stored")
  void aBrokenAnswerFailsAllAndIsNotStored() throws Exception {
    var replies = get(10, "/p");
    proxy.awaitWaiting(10);
    Arrived arrived = proxy.origin.take();
    arrived.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 9\r\n\r\nhalf");
    arrived.close();

    for (var reply : replies) {
      // What breaks off before a byte went out is a plain 502.
      assertThat(reply.handle((whole, failure) -> failure != null || whole.status() == 502).get())
          .isTrue();
    }
    proxy.origin.always(again -> again.ok(CACHEABLE, "apple"));
    assertThat(proxy.get("/p").get().cacheStatus()).contains("fwd=uri-miss");
  }

  @Test
  @DisplayName("COL-3, COL-6: a silent origin keeps nobody waiting beyond its time limit")
  void aSilentOriginIsGivenUp() throws Exception {
    var hasty =
        new OriginSettings.Timeouts(
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    try (ProxyUnderTest hurried =
        new ProxyUnderTest(POLICY, Setup.PLAIN.withOrigins(s -> s.withTimeouts(hasty)))) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        replies.add(hurried.get("/p"));
      }
      for (var reply : replies) {
        assertThat(reply.get().status()).isEqualTo(504);
        assertThat(reply.get().field("Proxy-Status")).contains("error=http_response_timeout");
        assertThat(reply.get().cacheStatus()).isEmpty();
      }
      assertThat(hurried.collapser.running()).isZero();
    }
  }

  @Test
  @DisplayName("COL-4: a follower that selects another variant asks for its own")
  void followersOfOtherVariantsAskThemselves() throws Exception {
    var german = proxy.get("/p", "Accept-Language", "de");
    proxy.awaitWaiting(1);
    Arrived leader = proxy.origin.take();
    List<CompletableFuture<Reply>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(proxy.get("/p", "Accept-Language", "fr"));
      others.add(proxy.get("/p", "Accept-Language", "de"));
    }
    proxy.awaitWaiting(11);
    proxy.origin.always(
        arrived ->
            arrived.ok(
                CACHEABLE + "\nVary: Accept-Language",
                arrived.field("Accept-Language").orElseThrow()));
    leader.ok(CACHEABLE + "\nVary: Accept-Language", "de");

    assertThat(german.get().body()).isEqualTo("de");
    for (int i = 0; i < others.size(); i++) {
      assertThat(others.get(i).get().body()).isEqualTo(i % 2 == 0 ? "fr" : "de");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("COL-4: followers get their range, their 304 and their HEAD of the shared answer")
  void followersGetWhatTheyAskedForOfTheSharedAnswer() throws Exception {
    proxy.origin.always(null);
    var whole = proxy.get("/p");
    proxy.awaitWaiting(1);
    var same = proxy.get("/p", "If-None-Match", "\"v1\"");
    var other = proxy.get("/p", "If-None-Match", "\"v0\"");
    proxy.awaitWaiting(3);
    proxy.origin.take().ok(CACHEABLE, "0123456789");

    assertThat(whole.get().body()).isEqualTo("0123456789");
    assertThat(same.get().status()).isEqualTo(304);
    assertThat(other.get().body()).isEqualTo("0123456789");
    proxy.awaitQuiet();
    assertThat(proxy.get("/p", "Range", "bytes=1-2").get().body()).isEqualTo("12");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-4: who demands a new answer or brings credentials waits for no other's")
  void somePreferAnAnswerOfTheirOwn() throws Exception {
    var leader = proxy.get("/p");
    proxy.awaitWaiting(1);
    Arrived shared = proxy.origin.take();

    var demanding = proxy.get("/p", "Cache-Control", "no-cache");
    Arrived demanded = proxy.origin.take();
    var personal = proxy.get("/p", "Authorization", "Bearer a");
    Arrived person = proxy.origin.take();
    assertThat(person.field("Authorization")).contains("Bearer a");
    person.ok(CACHEABLE, "mine");
    demanded.ok("Cache-Control: max-age=60", "new");
    shared.ok(CACHEABLE, "apple");

    assertThat(personal.get().body()).isEqualTo("mine");
    assertThat(demanding.get().body()).isEqualTo("new");
    assertThat(leader.get().body()).isEqualTo("apple");
  }

  @Test
  @DisplayName("COL-5: a cookie or a private answer reaches nobody but the one who asked")
  void personalAnswersReachOnePersonOnly() throws Exception {
    for (String fields :
        List.of(
            "Cache-Control: max-age=60\nSet-Cookie: sid=%d",
            "Cache-Control: private, max-age=60\nX-Person: %d")) {
      AtomicInteger person = new AtomicInteger();
      proxy.origin.always(null);
      proxy.time.advance(Duration.ofMinutes(5));
      var replies = get(10, "/p");
      proxy.awaitWaiting(10);
      Arrived first = proxy.origin.take();
      proxy.origin.always(
          arrived -> {
            int number = person.incrementAndGet();
            arrived.ok(fields.formatted(number), "person " + number);
          });
      first.ok(fields.formatted(0), "person 0");

      List<String> bodies = new ArrayList<>();
      for (var reply : replies) {
        bodies.add(reply.get().body());
      }
      assertThat(bodies).doesNotHaveDuplicates().hasSize(10);
    }
  }

  @Test
  @DisplayName("COL-5: a 304 that makes the stored answer private is for one request only")
  void aPrivate304IsForOne() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(null);
    var replies = get(2, "/p");
    proxy.awaitWaiting(2);
    Arrived question = proxy.origin.take();
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: private\nX-Person: 2", "two"));
    question.send(
        http(
            """
            HTTP/1.1 304 Not Modified
            ETag: "v1"
            Cache-Control: private
            Connection: X-Hop
            X-Hop: 1
            X-Person: 1

            """));

    List<String> persons = new ArrayList<>();
    for (var reply : replies) {
      persons.add(reply.get().field("X-Person") + " " + reply.get().body());
      assertThat(reply.get().field("X-Hop")).isEmpty();
    }
    assertThat(persons).containsExactlyInAnyOrder("1 apple", "2 two");
    assertThat(proxy.get("/p").get().body()).isEqualTo("two");
  }

  @Test
  @DisplayName("COL-7: however many keys are purged, the origin gets its few connections' worth")
  void aPurgeOfManyKeysKeepsTheOriginsLimit() throws Exception {
    var few =
        new OriginSettings.Connections(4, 1000, Duration.ofSeconds(20), Duration.ofSeconds(9));
    try (ProxyUnderTest limited =
        new ProxyUnderTest(POLICY, Setup.PLAIN.withOrigins(s -> s.withConnections(few)))) {
      Set<Integer> connections = ConcurrentHashMap.newKeySet();
      limited.origin.always(
          arrived -> {
            connections.add(arrived.connection());
            arrived.ok(CACHEABLE, arrived.target());
          });
      for (int i = 0; i < 100; i++) {
        limited.get("/" + i).get();
      }
      limited.floors.invalidateAll();
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        replies.add(limited.get("/" + i % 100));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(replies.get(i).get().body()).isEqualTo("/" + i % 100);
      }
      assertThat(connections).hasSizeBetween(1, 4);
      assertThat(limited.origin.arrivals()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("PUR-3: a purge during a growing answer lets its readers finish and keeps no entry")
  void aPurgeDuringAGrowingAnswerKeepsNoEntry() throws Exception {
    var before = proxy.get("/p");
    Arrived slow = proxy.origin.take();
    slow.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 10\r\n\r\nfirst");
    proxy.awaitWaiting(0);
    proxy.floors.invalidateAll();
    var after = proxy.get("/p");
    proxy.origin.take().ok(CACHEABLE, "new");
    assertThat(after.get().body()).isEqualTo("new");
    slow.send("-last");

    assertThat(before.get().body()).isEqualTo("first-last");
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  void interimAnswersReachAllWhoWait() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(proxy.connect().send("GET /p HTTP/1.1\r\nHost: shop\r\n\r\n"));
    }
    proxy.awaitWaiting(3);
    Arrived arrived = proxy.origin.take();
    arrived.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
    for (RawClient client : clients) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 103").contains("</a.css>");
    }
    arrived.ok(CACHEABLE, "apple");
    for (RawClient client : clients) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      client.close();
    }
  }
}
