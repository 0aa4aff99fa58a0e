package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static dev.edgecache.testing.ManualPositions.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.serve.session.SessionObserver.Token;
import dev.edgecache.testing.ManualPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions see their own writes, and never go back. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionsTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /products/{id}
          methods: [GET]
          tags: ["product:{id}"]
          consistency: session
          cache: { fresh: 1h, stale-while-revalidate: 1h, stale-if-error: 1h }
        - name: lagging-product
          path: /lagging/{id}
          methods: [GET]
          tags: ["product:{id}"]
          cache: { fresh: 1h }
        - name: page
          path: /pages/{id}
          methods: [GET]
          consistency: session
          cache: { fresh: 1h }
        - name: price
          path: /products/{id}/price
          methods: [PUT]
          writes: ["product:{id}"]
          cache: never
        - name: anything
          path: /anything
          methods: [POST]
          cache: never
        - name: cart
          path: /cart
          methods: [GET]
          consistency: session
          cache: never
        - name: far
          path: /far/{id}
          origin: primary
          cache: { fresh: 1h }
      """;

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

  private void store(String target) throws Exception {
    CompletableFuture<Reply> reply = proxy.get(target);
    proxy.origin.take().ok(field(100, 100), "old");
    assertThat(reply.get().body()).isEqualTo("old");
  }

  /** Writes at a position, and returns the token of the session that begins. */
  private String write(String method, String target, long position, String... fields)
      throws Exception {
    CompletableFuture<Reply> reply = proxy.send(method, target, fields);
    positions.commit(position);
    proxy.primary.take().ok(field(position, position), "written");
    return reply.get().field("Edge-Session");
  }

  @Test
  @DisplayName("before its first write a client has no session: shared answers, no cookie")
  void noSessionBeforeTheFirstWrite() throws Exception {
    CompletableFuture<Reply> first = proxy.get("/products/1");
    proxy.origin.take().ok("Cache-Control: max-age=60", "old");

    assertThat(first.get().field("Set-Cookie")).isEmpty();
    assertThat(first.get().field("Cache-Control")).isEqualTo("max-age=60");
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("I2: a session sees its own write at once; others go on with what is stored")
  void ownWritesAreSeen() throws Exception {
    store("/products/1");
    store("/lagging/1");
    String token = write("PUT", "/products/1/price", 200);

    CompletableFuture<Reply> own = proxy.get("/products/1", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok(field(200, 200), "new");

    assertThat(own.get().body()).isEqualTo("new");
    assertThat(own.get().field("Cache-Control")).isEqualTo("private, no-store");
    assertThat(proxy.get("/lagging/1", "Edge-Session", token).get().body()).isEqualTo("old");
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("a stored answer that meets the token is a hit, private upward")
  void unrelatedAnswersStayHits() throws Exception {
    store("/products/2");
    String token = write("PUT", "/products/1/price", 200);

    Reply hit = proxy.get("/products/2", "Cookie", "a=b; edge-session=" + token).get();

    assertThat(hit.cacheStatus()).contains("hit");
    assertThat(hit.field("Cache-Control")).isEqualTo("private, no-store");
    assertThat(proxy.tokens).containsExactly(Token.VALID);
  }

  @Test
  @DisplayName(
      "a write that may have touched anything makes everything older unusable to its session")
  void writesWithoutTagsReachEverything() throws Exception {
    store("/products/2");
    String token = write("POST", "/anything", 200);

    CompletableFuture<Reply> own = proxy.get("/products/2", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.replay(200);
    proxy.origin.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
  }

  /** Whether a session gets what is stored; else both origins are asked for something newer. */
  private boolean isHit(String target, String token) throws Exception {
    CompletableFuture<Reply> own = proxy.get(target, "Edge-Session", token);
    ProxyUnderTest.await(() -> own.isDone() || positions.awaits() == 1, "it is a hit, or waits");
    if (own.isDone()) {
      return own.get().cacheStatus().contains("hit");
    }
    positions.passLimits();
    proxy.primary.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
    return false;
  }

  @Test
  @DisplayName("I2: a stored answer without tags counts as touched by every write")
  void storedAnswersWithoutTagsAreTouchedByEveryWrite() throws Exception {
    store("/pages/1");
    String token = write("PUT", "/products/1/price", 200);
    assertThat(isHit("/pages/1", token)).isFalse();
  }

  @Test
  @DisplayName(
      "what a write has not touched stays a hit once a feed of all changes has come as far")
  void aCompleteFeedProvesWhatItHasNotTouched() throws Exception {
    store("/products/2");
    store("/products/3");
    store("/products/4");
    store("/pages/1");
    String token = write("POST", "/anything", 200);

    proxy.processed = Optional.of(at(199));
    assertThat(isHit("/products/4", token)).as("the feed has not come as far").isFalse();

    proxy.invalidations.append(
        new Invalidation(
            "1", Set.of("product:3"), Mode.HARD, Optional.of(at(150)), Instant.EPOCH, "the feed"));
    proxy.processed = Optional.of(at(200));
    assertThat(isHit("/products/2", token)).isTrue();
    assertThat(isHit("/pages/1", token)).as("no tag tells what it depends on").isFalse();
    assertThat(isHit("/products/3", token)).as("one of the changes has touched it").isFalse();
  }

  @Test
  @DisplayName("I2, I3: answers that are never stored show own writes, and never go back")
  void uncachedAnswersNeverGoBack() throws Exception {
    String token = write("POST", "/anything", 200);

    CompletableFuture<Reply> first = proxy.get("/cart", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.replay(200);
    proxy.origin.take().ok(field(250, 260), "at 250");
    assertThat(first.get().body()).isEqualTo("at 250");
    String seen = first.get().field("Edge-Session");
    positions.replay(255);

    CompletableFuture<Reply> second = proxy.get("/cart", "Edge-Session", seen);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica again");
    positions.passLimits();
    proxy.primary.take().ok(field(300, 300), "at 300");
    assertThat(second.get().body()).isEqualTo("at 300");
  }

  @Test
  @DisplayName("I3: where a replica does not tell how far it is, the primary bounds what was seen")
  void thePrimaryBoundsWhatReplicasDoNotTell() throws Exception {
    ManualPositions silent = new ManualPositions();
    try (ProxyUnderTest untold = new ProxyUnderTest(POLICY, Setup.PLAIN.withPositions(silent))) {
      CompletableFuture<Reply> write = untold.send("POST", "/anything");
      silent.commit(100);
      untold.primary.take().ok(field(50, 50), "written");
      String token = write.get().field("Edge-Session");
      CompletableFuture<Reply> read = untold.get("/cart", "Edge-Session", token);
      untold.origin.take().ok("Data-Position: lo=\"" + at(100).text() + "\"", "cart");
      assertThat(read.get().field("Edge-Session")).isNotEmpty();
    }
  }

  @Test
  @DisplayName("I3: a replica that says that it is behind what was polled is not believed")
  void repliesOfALaggingReplicaAreChecked() throws Exception {
    String token = write("POST", "/anything", 200);
    positions.replay(200);

    CompletableFuture<Reply> own = proxy.get("/cart", "Edge-Session", token);
    proxy.origin.take().ok(field(150, 150), "old");
    proxy.primary.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("who waits for the fetch of another gets it only if it meets the own token")
  void joinersAreJudgedByTheirOwnToken() throws Exception {
    String token = write("PUT", "/products/1/price", 200);
    CompletableFuture<Reply> other = proxy.get("/products/1");
    var question = proxy.origin.take();
    CompletableFuture<Reply> own = proxy.get("/products/1", "Edge-Session", token);
    proxy.awaitWaiting(2);
    question.ok(field(100, 100), "old");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "the session asks again");
    positions.passLimits();
    proxy.primary.take().ok(field(200, 200), "new");

    assertThat(other.get().body()).isEqualTo("old");
    assertThat(own.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("an error never brings back what is older than the own write")
  void staleAnswersNeverGoBelowTheToken() throws Exception {
    store("/products/1");
    String token = write("PUT", "/products/1/price", 200);

    CompletableFuture<Reply> own = proxy.get("/products/1", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().answer("503 Service Unavailable", "", "away");
    assertThat(own.get().status()).isEqualTo(503);
  }

  @Test
  @DisplayName("I10: a forged token demands what every replica shows, and not the primary")
  void forgedTokens() throws Exception {
    store("/products/1");
    String token = write("PUT", "/products/2/price", 300);
    char last = token.charAt(token.length() - 1);
    String forged = token.substring(0, token.length() - 1) + (last == 'A' ? 'Q' : 'A');
    positions.replay(200);

    CompletableFuture<Reply> reply = proxy.get("/products/1", "Edge-Session", forged);
    proxy.origin.take().ok(field(200, 200), "new");
    CompletableFuture<Reply> cart = proxy.get("/cart", "Edge-Session", "unreadable");
    proxy.origin.take().ok(field(200, 200), "cart");

    assertThat(reply.get().body()).isEqualTo("new");
    assertThat(cart.get().body()).isEqualTo("cart");
    assertThat(proxy.tokens).containsExactly(Token.FORGED, Token.UNREADABLE);
    assertThat(proxy.primary.arrivals()).as("the write alone").isEqualTo(1);
  }

  @Test
  @DisplayName("the origin never sees a token, and neither does the key")
  void tokensEndHere() throws Exception {
    String token = write("PUT", "/products/2/price", 200);
    CompletableFuture<Reply> reply =
        proxy.get("/cart", "Cookie", "a=b; edge-session=" + token + "; c=d", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.replay(200);
    var question = proxy.origin.take();

    assertThat(question.field("Cookie")).contains("a=b; c=d");
    assertThat(question.field("Edge-Session")).isEmpty();
    question.ok("", "cart");
    reply.get();
  }

  @Test
  @DisplayName("an origin can't make up tokens")
  void tokensOfOriginsAreDropped() throws Exception {
    CompletableFuture<Reply> reply = proxy.get("/cart");
    proxy.origin.take().ok("Set-Cookie: edge-session=x\nSet-Cookie: a=b\nEdge-Session: x", "cart");

    assertThat(reply.get().field("Set-Cookie")).isEqualTo("a=b");
    assertThat(reply.get().field("Edge-Session")).isEmpty();
  }

  @Test
  @DisplayName("a client without cookies is known by its identity, for the window after a write")
  void identities() throws Exception {
    store("/products/1");
    write("PUT", "/products/1/price", 200, "X-User", "ann");

    CompletableFuture<Reply> own = proxy.get("/products/1", "X-User", "ann");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
    assertThat(proxy.get("/products/1", "X-User", "bob").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("a later cookie that lacks a write does not lose it")
  void writesOfParallelRequestsAreNotLost() throws Exception {
    store("/products/1");
    String first = write("PUT", "/products/2/price", 150);
    write("PUT", "/products/1/price", 200, "Edge-Session", first);

    CompletableFuture<Reply> own = proxy.get("/products/1", "Edge-Session", first);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();
    proxy.primary.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("the bound of a stored answer that is known late is known to every session")
  void lateBoundsAreKept() throws Exception {
    positions.holdReadings();
    CompletableFuture<Reply> first = proxy.get("/products/1");
    proxy.origin.take().ok("", "old");
    first.get();
    proxy.awaitQuiet();
    positions.tell();
    String token = write("PUT", "/products/2/price", 200);
    int asked = positions.readings();

    Reply own = proxy.get("/products/1", "Edge-Session", token).get();

    assertThat(own.body()).isEqualTo("old");
    assertThat(own.cacheStatus()).contains("hit");
    assertThat(positions.readings()).isEqualTo(asked);
  }

  @Test
  @DisplayName("where the answer to a write states no position, the primary's is read after it")
  void positionsAreSampledAfterWrites() throws Exception {
    store("/products/1");
    CompletableFuture<Reply> written = proxy.send("PUT", "/products/1/price");
    positions.commit(200);
    proxy.primary.take().ok("", "written");
    String token = written.get().field("Edge-Session");

    CompletableFuture<Reply> own = proxy.get("/products/1", "Edge-Session", token);
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.replay(200);
    proxy.origin.take().ok(field(200, 200), "new");
    assertThat(own.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("with 100 unrelated commits a second a session keeps most of the hits of others")
  void hitRatio() throws Exception {
    proxy.origin.always(
        arrived -> {
          long at = positions.replicas().orElseThrow().value();
          arrived.ok(field(at, at), "content");
        });
    String token = write("PUT", "/products/999/price", 150);
    positions.replay(150);
    Random random = new Random(7);
    int sessionHits = 0;
    int otherHits = 0;
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 10; i++) {
        int product = (int) (20 * Math.pow(random.nextDouble(), 2));
        Reply own = proxy.get("/products/" + product, "Edge-Session", token).get();
        String grown = own.field("Edge-Session");
        token = grown.isEmpty() ? token : grown;
        sessionHits += own.cacheStatus().contains("hit") ? 1 : 0;
        otherHits += proxy.get("/lagging/" + product).get().cacheStatus().contains("hit") ? 1 : 0;
      }
      long commits = 150 + 100L * (second + 1);
      positions.commit(commits);
      positions.replay(commits);
      proxy.time.advance(Duration.ofSeconds(1));
    }

    assertThat(sessionHits).isGreaterThanOrEqualTo((int) (0.8 * otherHits));
    assertThat(otherHits).isGreaterThan(500);
  }
}
