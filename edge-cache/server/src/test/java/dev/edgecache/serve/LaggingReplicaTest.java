package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static dev.edgecache.testing.ManualPositions.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ManualPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered after an invalidation while the replicas behind the local origin lag. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaggingReplicaTest {

  static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /products/{id}
          tags: ["product:{id}"]
          cache:
            fresh: 1h
            stale-while-revalidate: 60s
            stale-if-error: 1h
        - name: listed
          path: /lists/{id}
          tags-from: [Surrogate-Key]
          cache: { fresh: 1h }
      """;
  private static final Set<String> PRODUCT = Set.of("product:1");

  private final ManualPositions positions = new ManualPositions();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY, Setup.PLAIN.withPositions(positions));
    positions.replay(100);
    positions.commit(100);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private void store(String target, String fields) throws Exception {
    CompletableFuture<Reply> reply = proxy.get(target);
    proxy.origin.take().ok(fields, "old");
    assertThat(reply.get().body()).isEqualTo("old");
    assertThat(proxy.get(target).get().cacheStatus()).contains("hit");
  }

  private void invalidate(Set<String> tags, long position) {
    positions.commit(position);
    proxy.invalidate(tags, at(position));
  }

  private void soften(Set<String> tags, long position) {
    long sequence = proxy.floors.sequence() + 1;
    positions.commit(position);
    proxy.floors.raise(
        tags, sequence, Floor.soft(Mark.ofCommit(sequence, at(position)), proxy.time.instant()));
  }

  @Test
  @DisplayName("I1: a replica that catches up within the limit is asked; its answer is stored")
  void waitsForTheReplica() throws Exception {
    store("/products/1", "");
    invalidate(PRODUCT, 200);

    CompletableFuture<Reply> reply = proxy.get("/products/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "one waits for the replica");
    positions.replay(200);
    proxy.origin.take().ok("", "new");

    assertThat(reply.get().body()).isEqualTo("new");
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("hit");
    assertThat(proxy.primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("I5: an old primary is not asked once another database takes the writes")
  void anOldPrimaryProvesNothing() throws Exception {
    store("/products/1", "");
    invalidate(PRODUCT, 200);
    positions.replacePrimary();

    CompletableFuture<Reply> reply = proxy.get("/products/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "one waits for the promoted replica");
    positions.passLimits();
    assertThat(reply.get().status()).isEqualTo(503);

    positions.replay(200);
    CompletableFuture<Reply> next = proxy.get("/products/1");
    proxy.origin.take().ok("", "new");
    assertThat(next.get().body()).isEqualTo("new");
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("hit");
    assertThat(proxy.primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("I1, PUR-1: while the replica lags the primary answers, once for all who ask")
  void asksThePrimaryAfterTheLimit() throws Exception {
    store("/products/1", "");
    invalidate(PRODUCT, 200);

    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      replies.add(proxy.get("/products/1"));
    }
    proxy.awaitWaiting(20);
    positions.passLimits();
    proxy.primary.take().ok("", "new");

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().body()).isEqualTo("new");
    }
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("hit");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
    assertThat(proxy.primary.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("I1: an answer from before the invalidation, stored after it, answers nobody")
  void lateAnswersOfAReplicaAreNotUsed() throws Exception {
    CompletableFuture<Reply> early = proxy.get("/products/1");
    var question = proxy.origin.take();
    invalidate(PRODUCT, 200);
    question.ok(field(100, 100), "old");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the early one asks again");
    positions.passLimits();
    proxy.primary.take().ok("", "new");

    assertThat(early.get().body()).isEqualTo("new");
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName(
      "I1: the head of an answer brings its tags, and with them a floor that was not known")
  void tagsKnownFromTheHeadCount() throws Exception {
    invalidate(Set.of("list:7"), 200);

    CompletableFuture<Reply> reply = proxy.get("/lists/7");
    proxy.origin.take().ok("Surrogate-Key: list:7", "old");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the request asks again");
    positions.passLimits();
    proxy.primary.take().ok("Surrogate-Key: list:7", "new");

    assertThat(reply.get().body()).isEqualTo("new");
    assertThat(proxy.get("/lists/7").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("I1: parts and HEAD of what was invalidated come from the primary, too")
  void passedRequestsMeetTheFloorToo() throws Exception {
    invalidate(PRODUCT, 200);

    CompletableFuture<Reply> head = proxy.send("HEAD", "/products/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok("X-Version: 2", "");
    assertThat(head.get().field("X-Version")).isEqualTo("2");

    invalidate(Set.of("list:7"), 300);
    CompletableFuture<Reply> part = proxy.get("/lists/7", "Range", "bytes=0-1");
    proxy.origin.take().ok("Surrogate-Key: list:7", "old");
    proxy.primary.take().ok("Surrogate-Key: list:7", "new");
    assertThat(part.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("I1: a 304 without tags comes from one that has all that was invalidated")
  void silent304sMeetEveryFloor() throws Exception {
    invalidate(Set.of("list:7"), 200);
    CompletableFuture<Reply> reply =
        proxy.get("/lists/7", "Range", "bytes=0-1", "If-None-Match", "\"v0\"");
    proxy.origin.take().answer("304 Not Modified", "ETag: \"v0\"", "");
    proxy.primary.take().ok("ETag: \"v1\"\nSurrogate-Key: list:7", "new");

    assertThat(reply.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("a replica says itself how far it has come, where nobody else does")
  void statedPositionsCount() throws Exception {
    try (ProxyUnderTest unpolled =
        new ProxyUnderTest(POLICY, Setup.PLAIN.withPositions(new ManualPositions()))) {
      unpolled.floors.raise(PRODUCT, 1, Floor.hard(Mark.ofCommit(1, at(200))));

      CompletableFuture<Reply> behind = unpolled.get("/products/1");
      unpolled.origin.take().ok(field(199, 199), "old");
      unpolled.primary.take().ok("Cache-Control: no-store", "primary");
      assertThat(behind.get().body()).isEqualTo("primary");

      CompletableFuture<Reply> atIt = unpolled.get("/products/1");
      unpolled.origin.take().ok(field(200, 200), "new");
      assertThat(atIt.get().body()).isEqualTo("new");
      assertThat(unpolled.get("/products/1").get().cacheStatus()).contains("hit");
    }
  }

  @Test
  @DisplayName("I10: an answer of which nothing is known is never fresh")
  void unprovenAnswersAreStale() throws Exception {
    try (ProxyUnderTest unpolled =
        new ProxyUnderTest(POLICY, Setup.PLAIN.withPositions(new ManualPositions()))) {
      CompletableFuture<Reply> first = unpolled.get("/lists/1");
      unpolled.origin.take().ok("", "one");
      first.get();

      CompletableFuture<Reply> second = unpolled.get("/lists/1");
      unpolled.origin.take().ok("", "two");
      assertThat(second.get().body()).isEqualTo("two");
    }
  }

  @Test
  @DisplayName("I1': softly invalidated answers go out stale in their window, and no longer")
  void softInvalidationsLeaveStaleAnswers() throws Exception {
    store("/products/1", "");
    soften(PRODUCT, 200);
    proxy.time.advance(Duration.ofSeconds(59));

    Reply stale = proxy.get("/products/1").get();
    assertThat(stale.body()).isEqualTo("old");
    assertThat(stale.cacheStatus()).contains("hit").contains("ttl=-59");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the renewal waits for the replica");

    soften(PRODUCT, 300);
    proxy.time.advance(Duration.ofSeconds(2));
    CompletableFuture<Reply> late = proxy.get("/products/1");
    positions.replay(300);
    proxy.origin.take().ok("", "new");
    assertThat(late.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("I1': they do so as well when their position was awaited at first")
  void softInvalidationsStaySoftWhenTheyAreLocated() throws Exception {
    store("/products/1", "");
    long sequence = proxy.floors.sequence() + 1;
    proxy.floors.raise(
        PRODUCT, sequence, Floor.soft(Mark.unlocated(sequence), proxy.time.instant()));
    positions.commit(200);
    proxy.floors.locate(Map.of("product:1", at(200)), sequence, at(200));

    Reply stale = proxy.get("/products/1").get();
    assertThat(stale.body()).isEqualTo("old");
    assertThat(stale.cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("a softly invalidated answer is validated by a strong tag alone")
  void weakValidatorsDoNotProveAnything() throws Exception {
    store("/products/1", "ETag: W/\"v\"");
    soften(PRODUCT, 200);
    positions.replay(200);
    proxy.get("/products/1").get();
    var question = proxy.origin.take();
    assertThat(question.field("If-None-Match")).isEmpty();
    question.ok("ETag: \"strong\"", "new");
    proxy.awaitQuiet();

    soften(PRODUCT, 300);
    positions.replay(300);
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("new");
    var conditional = proxy.origin.take();
    assertThat(conditional.field("If-None-Match")).contains("\"strong\"");
    conditional.answer("304 Not Modified", "ETag: \"strong\"", "");
    proxy.awaitQuiet();
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("ttl=3600");
  }

  @Test
  @DisplayName("I9: an answer below a floor does not mark its key as one that cannot be shared")
  void beingBehindIsNotBeingUnshareable() throws Exception {
    invalidate(Set.of("list:7"), 200);
    CompletableFuture<Reply> reply = proxy.get("/lists/7");
    proxy.origin.take().ok("Surrogate-Key: list:7", "old");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the request asks again");
    CompletableFuture<Reply> other = proxy.get("/lists/7");
    proxy.awaitWaiting(2);
    positions.replay(200);
    proxy.origin.take().ok("Surrogate-Key: list:7", "new");

    assertThat(reply.get().body()).isEqualTo("new");
    assertThat(other.get().body()).isEqualTo("new");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("I3: what is stored is not replaced by an answer that may be older")
  void storedAnswersAreNotReplacedByOlderOnes() throws Exception {
    positions.commit(500);
    invalidate(PRODUCT, 150);
    CompletableFuture<Reply> fromPrimary = proxy.get("/products/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok(field(500, 500), "newest");
    fromPrimary.get();
    proxy.time.advance(Duration.ofMinutes(59).plusSeconds(80));

    positions.replay(160);
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("newest");
    proxy.origin.take().ok(field(160, 160), "older");
    proxy.awaitQuiet();
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("newest");
    proxy.origin.take().ok(field(500, 500), "as new");
    proxy.awaitQuiet();
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("as new");
  }

  @Test
  @DisplayName("a client that leaves while it waits for a replica costs nothing")
  void leavingWhileWaitingAsksNobody() throws Exception {
    invalidate(PRODUCT, 200);
    try (var client = proxy.connect()) {
      client.send("GET /products/1 HTTP/1.1\r\nHost: shop.example\r\n\r\n");
      ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    }
    proxy.awaitQuiet();
    positions.passLimits();

    CompletableFuture<Reply> reply = proxy.get("/products/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the next one waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok("", "new");
    assertThat(reply.get().body()).isEqualTo("new");
    assertThat(proxy.primary.arrivals()).isEqualTo(1);
  }
}
