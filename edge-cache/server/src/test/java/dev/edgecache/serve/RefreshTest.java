package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static dev.edgecache.testing.ManualPositions.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.refresh.RefreshObserver.Outcome;
import dev.edgecache.refresh.RefreshSettings;
import dev.edgecache.refresh.Refreshing;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ManualPositions;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisplayName("popular answers after an invalidation")
class RefreshTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /products/{id}
          tags: ["product:{id}", products]
          key: { query: [currency], headers: { Accept-Language: [en, de] } }
          cache: { fresh: 1h, stale-while-revalidate: 60s }
        - name: forwarding
          path: /forwarding/{id}
          tags: [others]
          key: { query: [] }
          forward: { headers: [X-Api-Key] }
          cache: { fresh: 1h }
        - name: following
          path: /following/{id}
          tags: [others]
          cache: { fresh: 1h }
      """;

  private static final int CONNECTIONS = 10;
  private static final RefreshSettings ONE_AT_A_TIME = new RefreshSettings(0.1, 100);
  private static final String STORABLE = "Cache-Control: max-age=3600";

  private final ManualPositions positions = new ManualPositions();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test starts it
  private ProxyUnderTest proxy;

  @SuppressWarnings("NullAway.Init") // each test starts it
  private Refreshing refreshing;

  private void start(Setup setup, RefreshSettings settings) throws Exception {
    proxy =
        new ProxyUnderTest(
            POLICY,
            setup.withOrigins(
                origin ->
                    origin.withConnections(
                        new OriginSettings.Connections(
                            CONNECTIONS, 100, Duration.ofSeconds(5), Duration.ofMinutes(1)))));
    refreshing = proxy.refreshing(settings, CONNECTIONS, outcomes::add);
  }

  private void start() throws Exception {
    start(Setup.PLAIN, ONE_AT_A_TIME);
  }

  private void startLagging() throws Exception {
    start(Setup.PLAIN.withPositions(positions), ONE_AT_A_TIME);
    positions.replay(100);
    positions.commit(100);
  }

  @AfterEach
  void stop() throws IOException {
    refreshing.close();
    proxy.close();
  }

  /** Lets an answer be stored, and be asked for so many times after that. */
  private void store(String target, String content, int hits, String... fields) throws Exception {
    CompletableFuture<Reply> reply = proxy.get(target, fields);
    proxy.origin.take().ok(STORABLE, content);
    assertThat(reply.get().body()).isEqualTo(content);
    for (int hit = 0; hit < hits; hit++) {
      assertHit(target, content, fields);
    }
  }

  private void assertHit(String target, String content, String... fields) throws Exception {
    Reply reply = proxy.get(target, fields).get();
    assertThat(reply.cacheStatus()).contains("hit");
    assertThat(reply.body()).isEqualTo(content);
  }

  private void look() {
    refreshing.look().join();
  }

  private void awaitOutcomes(Outcome... expected) {
    ProxyUnderTest.await(() -> outcomes.size() >= expected.length, "outcomes");
    assertThat(outcomes).containsExactly(expected);
  }

  private void invalidate(String tag, long position) {
    positions.commit(position);
    proxy.invalidate(Set.of(tag), at(position));
  }

  @Test
  @DisplayName("a popular answer is fetched again, as its client asked for it, before anybody asks")
  void popularAnswersAreFetchedAgain() throws Exception {
    start();
    store(
        "/products/1?currency=EUR&utm=x",
        "old",
        1,
        "Accept-Language",
        "de",
        "Authorization",
        "Bearer of-a-client",
        "X-Api-Key",
        "key-of-a-client");
    proxy.floors.invalidate(Set.of("product:1"));
    look();

    Arrived question = proxy.origin.take();
    assertThat(question.target()).isEqualTo("/products/1?currency=EUR");
    assertThat(question.field("Accept-Language")).contains("de");
    assertThat(question.field("Via")).contains("1.1 edge-cache");
    assertThat(question.field("Authorization")).isEmpty();
    assertThat(question.field("X-Api-Key")).isEmpty();
    question.ok(STORABLE, "new");

    awaitOutcomes(Outcome.REFRESHED);
    assertHit("/products/1?currency=EUR", "new", "Accept-Language", "de");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
    assertThat(refreshing.underway() + refreshing.waiting()).isZero();
  }

  @Test
  @DisplayName("clients that come meanwhile share the refresh")
  void clientsShareTheRefresh() throws Exception {
    start();
    store("/products/1", "old", 1);
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    Arrived question = proxy.origin.take();

    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      replies.add(proxy.get("/products/1"));
    }
    proxy.awaitWaiting(6);
    question.ok(STORABLE, "new");

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().body()).isEqualTo("new");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("what a client has fetched by then is not fetched again")
  void clientsMayBeFaster() throws Exception {
    start();
    store("/products/1", "old", 1);
    store("/products/2", "old", 1);
    proxy.floors.invalidate(Set.of("products"));
    look();
    Arrived first = proxy.origin.take();
    String other = first.target().equals("/products/1") ? "/products/2" : "/products/1";
    CompletableFuture<Reply> client = proxy.get(other);
    proxy.origin.take().ok(STORABLE, "new");
    client.get();
    first.ok(STORABLE, "new");

    awaitOutcomes(Outcome.REFRESHED, Outcome.UNNEEDED);
    assertThat(proxy.origin.arrivals()).isEqualTo(4);
  }

  @Test
  @DisplayName("what was softly invalidated is validated, and served stale meanwhile")
  void softInvalidationsAreRefreshedToo() throws Exception {
    start();
    CompletableFuture<Reply> reply = proxy.get("/products/1");
    proxy.origin.take().ok(STORABLE + "\nETag: \"v1\"", "same");
    reply.get();
    assertHit("/products/1", "same");
    long sequence = proxy.floors.sequence() + 1;
    proxy.floors.raise(
        Set.of("product:1"), sequence, Floor.soft(Mark.unlocated(sequence), proxy.time.instant()));
    proxy.time.advance(Duration.ofSeconds(1));
    look();

    Arrived question = proxy.origin.take();
    assertThat(question.field("If-None-Match")).contains("\"v1\"");
    assertThat(proxy.get("/products/1").get().cacheStatus()).contains("hit").contains("ttl=-1");
    question.answer("304 Not Modified", "ETag: \"v1\"", "");
    awaitOutcomes(Outcome.REFRESHED);
    assertThat(proxy.get("/products/1").get().cacheStatus())
        .contains("hit")
        .doesNotContain("ttl=-");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("the share of the origin's connections holds, and the most popular comes first")
  void theMostPopularComesFirst() throws Exception {
    start();
    store("/products/1", "old", 1);
    store("/products/2", "old", 1);
    store("/products/3", "old", 1);
    assertHit("/products/1", "old");
    proxy.floors.invalidate(Set.of("products"));
    look();

    List<String> expected =
        proxy.store.hottest(3).keySet().stream().map(key -> key.parts().get(3)).toList();
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Arrived question = proxy.origin.take();
      order.add(question.target());
      assertThat(proxy.origin.arrivals()).as("one at a time").isEqualTo(4 + i);
      question.ok(STORABLE, "new");
    }
    assertThat(order).isEqualTo(expected).hasSize(3);
    awaitOutcomes(Outcome.REFRESHED, Outcome.REFRESHED, Outcome.REFRESHED);
  }

  @Test
  @DisplayName("an answer that nobody asked for since it was refreshed is not refreshed again")
  void unusedAnswersAreLeftAlone() throws Exception {
    start();
    store("/products/1", "old", 1);
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    proxy.origin.take().ok(STORABLE, "new");
    awaitOutcomes(Outcome.REFRESHED);

    proxy.floors.invalidate(Set.of("product:1"));
    look();
    assertThat(refreshing.underway() + refreshing.waiting()).isZero();
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("while clients need the connections nothing is refreshed")
  void clientsComeFirst() throws Exception {
    start();
    store("/products/1", "old", 1);
    List<CompletableFuture<Reply>> clients = new ArrayList<>();
    List<Arrived> questions = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS - 1; i++) {
      clients.add(proxy.get("/following/" + i));
      questions.add(proxy.origin.take());
    }
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    assertThat(refreshing.waiting()).isEqualTo(1);
    assertThat(refreshing.underway()).isZero();

    questions.getFirst().ok(STORABLE, "x");
    clients.getFirst().get();
    look();
    Arrived refresh = proxy.origin.take();
    assertThat(refresh.target()).isEqualTo("/products/1");
    refresh.ok(STORABLE, "new");
    awaitOutcomes(Outcome.REFRESHED);
    questions.stream().skip(1).forEach(question -> question.ok(STORABLE, "x"));
    for (CompletableFuture<Reply> client : clients) {
      client.get();
    }
  }

  @Test
  @DisplayName("an origin in trouble is left alone, and what waits too long is given up")
  void originsInTroubleAreLeftAlone() throws Exception {
    start();
    store("/products/1", "old", 3);
    store("/products/2", "old", 2);
    proxy.floors.invalidate(Set.of("products"));
    look();
    proxy.origin.take().answer("503 Busy", "", "");
    awaitOutcomes(Outcome.FAILED);
    look();
    assertThat(refreshing.underway()).as("right after a failure").isZero();

    // Ten failures in a row open the breaker, and the refresh was the first one.
    for (int i = 0; i < 9; i++) {
      CompletableFuture<Reply> client = proxy.get("/following/" + i);
      proxy.origin.take().answer("503 Busy", "", "");
      client.get();
    }
    proxy.time.advance(Duration.ofSeconds(2));
    look();
    assertThat(refreshing.waiting()).isEqualTo(1);
    assertThat(refreshing.underway()).as("while the breaker is open").isZero();

    proxy.time.advance(Duration.ofSeconds(29));
    look();
    awaitOutcomes(Outcome.FAILED, Outcome.EXPIRED);
    assertThat(refreshing.waiting()).isZero();
  }

  @Test
  @DisplayName("PUR-5: it waits for the replica, and never takes the primary in its place")
  void itWaitsForTheReplica() throws Exception {
    startLagging();
    store("/products/1", "old", 1);
    invalidate("product:1", 200);
    look();
    assertThat(refreshing.waiting()).isEqualTo(1);
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
    assertThat(positions.awaits()).isZero();

    positions.replay(200);
    look();
    proxy.origin.take().ok(STORABLE, "new");
    awaitOutcomes(Outcome.REFRESHED);
    assertHit("/products/1", "new");
    assertThat(proxy.primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("PUR-5: an answer of a replica that lags is not stored, and asked for again later")
  void oldAnswersAreNotStored() throws Exception {
    startLagging();
    store("/products/1", "old", 1);
    invalidate("product:1", 200);
    positions.replay(200);
    look();
    proxy.origin.take().ok(STORABLE + "\n" + field(150, 150), "older");
    awaitOutcomes(Outcome.BEHIND);
    look();
    assertThat(refreshing.waiting()).as("not at once").isEqualTo(1);

    proxy.time.advance(Duration.ofMillis(1100));
    look();
    proxy.origin.take().ok(STORABLE + "\n" + field(200, 200), "new");
    awaitOutcomes(Outcome.BEHIND, Outcome.REFRESHED);
    assertHit("/products/1", "new");
    assertThat(proxy.primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("PUR-4: a second invalidation during the refresh after the first one is met, too")
  void aSecondInvalidationIsMetToo() throws Exception {
    start();
    store("/products/1", "old", 1);
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    Arrived first = proxy.origin.take();
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    assertThat(refreshing.waiting()).isEqualTo(1);
    CompletableFuture<Reply> client = proxy.get("/products/1");
    proxy.awaitWaiting(2);
    first.ok(STORABLE, "between");
    proxy.origin.take().ok(STORABLE, "new");
    assertThat(client.get().body()).isEqualTo("new");

    ProxyUnderTest.await(
        () -> {
          look();
          return refreshing.waiting() + refreshing.underway() == 0;
        },
        "nothing waits");
    assertHit("/products/1", "new");
  }

  @Test
  @DisplayName("PUR-4: without a client the second refresh follows the first one")
  void aSecondRefreshFollows() throws Exception {
    startLagging();
    store("/products/1", "old", 1);
    invalidate("product:1", 200);
    positions.replay(200);
    look();
    Arrived first = proxy.origin.take();
    invalidate("product:1", 300);
    look();
    first.ok(STORABLE, "between");
    awaitOutcomes(Outcome.BEHIND);
    positions.replay(300);
    proxy.time.advance(Duration.ofMillis(1100));
    look();
    proxy.origin.take().ok(STORABLE, "new");
    awaitOutcomes(Outcome.BEHIND, Outcome.REFRESHED);
    assertHit("/products/1", "new");
    assertThat(refreshing.waiting()).isZero();
  }

  @Test
  @DisplayName("SEC-4: what can't be asked as its client did is left to clients")
  void whatTheKeyDoesNotTellIsLeftToClients() throws Exception {
    start();
    store("/forwarding/1", "old", 1, "X-Api-Key", "key");
    store("/following/1", "old", 1);
    proxy.floors.invalidate(Set.of("others"));
    look();
    awaitOutcomes(Outcome.IMPOSSIBLE, Outcome.IMPOSSIBLE);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("more than may wait are dropped, the least popular ones, and counted")
  void theQueueIsBounded() throws Exception {
    start(Setup.PLAIN, new RefreshSettings(0.1, 2));
    store("/products/1", "old", 2);
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    Arrived underway = proxy.origin.take();
    for (int i = 2; i <= 5; i++) {
      store("/products/" + i, "old", 2);
      proxy.floors.invalidate(Set.of("product:" + i));
      look();
    }
    assertThat(refreshing.waiting()).isEqualTo(2);
    assertThat(outcomes).contains(Outcome.DROPPED).containsOnly(Outcome.DROPPED);
    underway.ok(STORABLE, "new");
  }

  @Test
  @DisplayName("PUR-3: a large body counts as under way until its last byte")
  void bodiesCount() throws Exception {
    start();
    store("/products/1", "old", 1);
    proxy.floors.invalidate(Set.of("product:1"));
    look();
    Arrived question = proxy.origin.take();
    question.send("HTTP/1.1 200 OK\r\n" + STORABLE + "\r\nContent-Length: 10\r\n\r\nfirst");
    CompletableFuture<Reply> client = proxy.get("/products/1");
    ProxyUnderTest.await(() -> proxy.collapser.waiting() == 0, "the head has come");
    assertThat(refreshing.underway()).isEqualTo(1);
    question.send(" last");
    awaitOutcomes(Outcome.REFRESHED);
    assertThat(client.get().body()).isEqualTo("first last");
    assertThat(refreshing.underway()).isZero();
  }
}
