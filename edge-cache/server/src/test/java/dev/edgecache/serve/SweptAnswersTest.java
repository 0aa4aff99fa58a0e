package dev.edgecache.serve;

import static dev.edgecache.testing.ManualPositions.at;
import static dev.edgecache.testing.ManualPositions.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.log.Background;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.sweep.Sweep;
import dev.edgecache.testing.ManualPositions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered by fetches that a sweep has overtaken: floors are gone, and what was below. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SweptAnswersTest {

  private static final Set<String> PRODUCT = Set.of("product:1");

  private final ManualPositions positions = new ManualPositions();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(LaggingReplicaTest.POLICY, Setup.PLAIN.withPositions(positions));
    positions.replay(100);
    positions.commit(100);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private void store(String fields) throws Exception {
    CompletableFuture<Reply> reply = proxy.get("/products/1");
    proxy.origin.take().ok(fields, "old");
    assertThat(reply.get().body()).isEqualTo("old");
  }

  private void invalidate(Set<String> tags, long position) {
    positions.commit(position);
    proxy.invalidate(tags, at(position));
  }

  @Test
  @DisplayName(
      "I1: an answer that was asked for before a floor, and comes after it retired, is old")
  void lateAnswersMeetFloorsThatRetired() throws Exception {
    CompletableFuture<Reply> early = proxy.get("/products/1");
    var question = proxy.origin.take();
    invalidate(PRODUCT, 200);
    positions.replay(200);
    sweep();
    assertThat(proxy.floors.size()).isZero();

    question.ok(field(100, 100), "old");
    proxy.origin.take().ok("", "new");

    assertThat(early.get().body()).isEqualTo("new");
    assertThat(proxy.get("/products/1").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("I1: the primary's answer from before a floor that retired is not stored")
  void lateAnswersAreNotStoredBelowFloorsThatRetired() throws Exception {
    proxy.floors.invalidate(PRODUCT);
    CompletableFuture<Reply> early = proxy.get("/products/1");
    var question = proxy.primary.take();
    proxy.floors.locate(Map.of("product:1", at(100)), proxy.floors.sequence(), at(100));
    invalidate(PRODUCT, 200);
    positions.replay(200);
    sweep();
    assertThat(proxy.floors.size()).isZero();

    question.ok("", "old");
    assertThat(early.get().body()).as("who came before the floor may have it").isEqualTo("old");
    proxy.awaitQuiet();

    CompletableFuture<Reply> late = proxy.get("/products/1");
    proxy.origin.take().ok("", "new");
    assertThat(late.get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("I1: what was swept away replaces no error, although it was there when it was asked")
  void errorsAreNotReplacedByWhatWasSweptAway() throws Exception {
    store("");
    proxy.time.advance(Duration.ofMinutes(70));
    CompletableFuture<Reply> reply = proxy.get("/products/1");
    var question = proxy.origin.take();
    invalidate(PRODUCT, 200);
    positions.replay(200);
    sweep();

    question.answer("500 Failed", "", "failed");
    proxy.origin.take().answer("500 Failed", "", "failed again");

    assertThat(reply.get().status()).isEqualTo(500);
  }

  @Test
  @DisplayName("I1: a 304 by a weak tag renews nothing that was swept away")
  void weakValidatorsDoNotBringBackWhatWasSweptAway() throws Exception {
    store("ETag: W/\"v\"");
    proxy.time.advance(Duration.ofMinutes(70));
    CompletableFuture<Reply> reply = proxy.get("/products/1");
    var question = proxy.origin.take();
    assertThat(question.field("If-None-Match")).contains("W/\"v\"");
    invalidate(PRODUCT, 200);
    positions.replay(200);
    sweep();

    question.answer("304 Not Modified", field(200, 200) + "\nETag: W/\"v\"", "");
    proxy.origin.take().ok("ETag: W/\"v\"", "new");

    assertThat(reply.get().body()).isEqualTo("new");
  }

  /** Compares all that is stored with floors, and lets those go that can. */
  private void sweep() {
    Deque<Runnable> steps = new ArrayDeque<>();
    Background stepwise =
        new Background() {
          @Override
          public void run(Runnable task) {
            steps.add(task);
          }

          @Override
          public void after(Duration pause, Runnable task) {
            steps.add(task);
          }
        };
    Sweep.Pace pace = new Sweep.Pace(1000, Duration.ZERO, Duration.ZERO);
    new Sweep(proxy.store, proxy.floors, positions::replicas, stepwise, pace).start();
    steps.remove().run();
  }
}
