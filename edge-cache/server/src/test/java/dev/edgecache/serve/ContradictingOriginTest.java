package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static dev.edgecache.testing.ManualPositions.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ManualPositions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered where an origin gives away that it does not do what it must. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContradictingOriginTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: listed
          path: /lists/{id}
          tags-from: [Surrogate-Key]
          cache: { fresh: 1h }
      """;
  private static final String TAG = "Surrogate-Key: product:1";

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

  private void invalidate(long position) {
    positions.commit(position);
    proxy.invalidate(Set.of("product:1"), at(position));
  }

  /** Lets it wait for the replica in vain, however often it does. */
  private Reply withoutReplica(CompletableFuture<Reply> reply) throws Exception {
    ProxyUnderTest.await(
        () -> {
          positions.passLimits();
          return reply.isDone();
        },
        "it is answered");
    return reply.get();
  }

  @Test
  @DisplayName("an answer that came from a cache behind the origin is never fresh")
  void anAnswerOfACacheProvesNothing() throws Exception {
    CompletableFuture<Reply> first = proxy.get("/lists/1");
    proxy.origin.take().ok(TAG + "\nAge: 0", "of a cache");
    assertThat(first.get().body()).isEqualTo("of a cache");
    assertThat(proxy.contradictions).containsExactly(Contradiction.FROM_A_CACHE);

    CompletableFuture<Reply> second = proxy.get("/lists/1");
    proxy.origin.take().ok(TAG, "read now");
    assertThat(second.get().body()).isEqualTo("read now");
    assertThat(proxy.get("/lists/1").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("I1: nothing of a cache is given below a floor, not even by the primary")
  void anAnswerOfACacheIsNotGivenBelowAFloor() throws Exception {
    invalidate(200);

    CompletableFuture<Reply> reply = proxy.get("/lists/1");
    proxy.primary.always(arrived -> arrived.ok(TAG + "\nAge: 30", "older"));
    proxy.origin.always(arrived -> arrived.ok(TAG, "old"));

    assertThat(withoutReplica(reply).status()).isEqualTo(503);
    assertThat(proxy.primary.arrivals()).isLessThanOrEqualTo(3);
  }

  @Test
  @DisplayName("I1: the same where the answer is for one client alone")
  void anAnswerOfACacheIsNotGivenToOneAlone() throws Exception {
    invalidate(200);

    CompletableFuture<Reply> reply = proxy.get("/lists/1", "Cache-Control", "no-store");
    proxy.primary.always(arrived -> arrived.ok(TAG + "\nAge: 30", "older"));
    proxy.origin.always(arrived -> arrived.ok(TAG, "old"));

    assertThat(withoutReplica(reply).status()).isEqualTo(503);
    assertThat(proxy.primary.arrivals()).isLessThanOrEqualTo(3);
  }

  @Test
  @DisplayName("I1: the same where the answer is passed on, and the primary is asked once")
  void anAnswerOfACacheIsNotPassedOnBelowAFloor() throws Exception {
    invalidate(200);

    CompletableFuture<Reply> reply = proxy.send("OPTIONS", "/lists/1");
    proxy.origin.always(arrived -> arrived.ok(TAG, "old"));
    proxy.primary.always(arrived -> arrived.ok(TAG + "\nAge: 30", "older"));

    assertThat(withoutReplica(reply).status()).isEqualTo(503);
    assertThat(proxy.primary.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("I1: an origin at the primary that reads a replica is found out by its position")
  void anOriginAtThePrimaryThatReadsAReplicaIsFoundOut() throws Exception {
    invalidate(200);

    CompletableFuture<Reply> reply = proxy.get("/lists/1", "Cache-Control", "no-store");
    proxy.origin.always(arrived -> arrived.ok(TAG, "old"));
    proxy.primary.always(arrived -> arrived.ok(TAG + "\n" + field(150, 150), "old as well"));

    assertThat(withoutReplica(reply).status()).isEqualTo(503);
    assertThat(proxy.contradictions).containsOnly(Contradiction.BEHIND_READINGS).isNotEmpty();
  }
}
