package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ManualPositions;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered when origins come and go while replicas lag. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverWhileLaggingTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /products/{id}
          tags: ["product:{id}"]
          cache: { fresh: 1h }
        - name: resident
          path: /residents/{id}
          tags: ["resident:{id}"]
          residency: stay
          cache: { fresh: 1h, stale-if-error: 1h }
        - name: strict
          path: /strict/{id}
          tags: ["resident:{id}"]
          residency: stay
          refill: { otherwise: fail }
          cache: { fresh: 1h, stale-if-error: 1h }
      """;

  private final ManualPositions positions = new ManualPositions();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        new ProxyUnderTest(
            POLICY,
            Setup.PLAIN
                .withPositions(positions)
                .withOrigins(
                    settings ->
                        settings.withBreaker(
                            new OriginSettings.Breaker(
                                1, 100, 100, 3, Duration.ofSeconds(5), Set.of(503)))));
    positions.replay(100);
    positions.commit(100);
    proxy.origin.always(arrived -> arrived.ok("", "old"));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private void invalidate(String tag, long position) {
    positions.commit(position);
    proxy.invalidate(Set.of(tag), at(position));
  }

  @Test
  @DisplayName("I1: a route that stays gets 503 rather than an answer of a replica that lags")
  void aRouteThatStaysIsNotAnsweredByALaggingReplica() throws Exception {
    assertThat(proxy.get("/residents/1").get().body()).isEqualTo("old");
    invalidate("resident:1", 200);

    CompletableFuture<Reply> reply = proxy.get("/residents/1");
    ProxyUnderTest.await(() -> positions.awaits() == 1, "it waits for the replica");
    positions.passLimits();

    assertThat(reply.get().status()).isEqualTo(503);
    assertThat(reply.get().field("Proxy-Status")).contains("error=destination_unavailable");
    assertThat(reply.get().field("Retry-After")).isEqualTo("1");
    assertThat(proxy.primary.arrivals()).isZero();
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("where nobody can answer, what was softly invalidated goes out stale, or not at all")
  void softlyInvalidatedAnswersStandInByPolicy() throws Exception {
    proxy.get("/residents/1").get();
    proxy.get("/strict/1").get();
    long sequence = proxy.floors.sequence() + 1;
    positions.commit(200);
    proxy.floors.raise(
        Set.of("resident:1"),
        sequence,
        Floor.soft(Mark.ofCommit(sequence, at(200)), proxy.time.instant()));

    CompletableFuture<Reply> stale = proxy.get("/residents/1");
    CompletableFuture<Reply> none = proxy.get("/strict/1");
    ProxyUnderTest.await(() -> positions.awaits() == 2, "both wait for the replica");
    positions.passLimits();
    assertThat(stale.get().body()).isEqualTo("old");
    assertThat(stale.get().cacheStatus()).contains("detail=stale-if-error");
    assertThat(none.get().status()).isEqualTo(503);

    proxy.origin.always(arrived -> arrived.ok("", "new"));
    positions.replay(200);
    assertThat(proxy.get("/strict/1").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("what the primary answered in place of the local origin proves what the primary did")
  void afterAFailoverTheAnswerIsThePrimarys() throws Exception {
    positions.commit(300);
    proxy.origin.always(Arrived::breakOff);
    proxy.primary.always(arrived -> arrived.ok("", "new"));
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("new");

    invalidate("product:1", 200);

    Reply reply = proxy.get("/products/1").get();
    assertThat(reply.body()).isEqualTo("new");
    assertThat(reply.cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName(
      "I1: a read that the primary was to answer does not fall back to a replica that lags")
  void noFallbackToALaggingReplica() throws Exception {
    proxy.origin.always(arrived -> arrived.answer("503 Busy", "", ""));
    for (int i = 0; i < 3; i++) {
      proxy.get("/residents/" + i).get();
    }
    proxy.time.advance(Duration.ofSeconds(5));
    proxy.origin.always(arrived -> arrived.ok("", "old"));
    for (int i = 10; i < 15; i++) {
      assertThat(proxy.get("/residents/" + i).get().body()).isEqualTo("old");
    }
    int before = proxy.origin.arrivals();
    invalidate("product:1", 200);
    proxy.primary.always(Arrived::breakOff);

    CompletableFuture<Reply> reply = proxy.get("/products/1");

    assertThat(reply.get().status()).isEqualTo(502);
    assertThat(proxy.primary.arrivals()).isEqualTo(1);
    assertThat(proxy.origin.arrivals()).isEqualTo(before);
  }
}
