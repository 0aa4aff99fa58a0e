package dev.edgecache.invalidation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Floor.Verdict;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.journal.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every invalidation log does, whatever keeps it. */
abstract class LogContract {

  static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

  final Floors floors = new Floors();
  private final List<AutoCloseable> opened = new ArrayList<>();

  abstract Journal journal() throws Exception;

  abstract Acknowledgement promise();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  InvalidationLog open(int records) throws Exception {
    BackgroundThread background = new BackgroundThread();
    InvalidationLog log =
        InvalidationLog.open(
            journal(),
            new InvalidationLog.Parts(
                floors, Optional.empty(), background, LogObserver.NONE, records),
            NOW);
    opened.add(log);
    opened.add(background);
    return log;
  }

  static Invalidation hard(String id, String... tags) {
    return new Invalidation(id, Set.of(tags), Mode.HARD, Optional.empty(), NOW, "test");
  }

  static Acknowledgement acknowledged(Appended appended) {
    return appended
        .entry()
        .acknowledged()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void anInvalidationIsInEffectWhenItIsAcknowledged() throws Exception {
    InvalidationLog log = open(10);
    Provenance before = Provenance.ofPrimary(floors.sequence());

    assertThat(acknowledged(log.append(hard("1", "product:1")))).isEqualTo(promise());

    assertThat(floors.floorOf(Set.of("product:1")).isMetBy(before)).isFalse();
    assertThat(floors.floorOf(Set.of("product:2")).isMetBy(before)).isTrue();
    assertThat(floors.floorOf(Set.of("product:1")).isMetBy(Provenance.ofPrimary(floors.sequence())))
        .isTrue();
  }

  @Test
  @DisplayName("PUR-6: an invalidation that comes again changes nothing, and gets the first result")
  void repeatedIdsAreTheFirst() throws Exception {
    InvalidationLog log = open(10);
    Appended first = log.append(hard("a", "t"));
    acknowledged(log.append(hard("b", "t")));
    Provenance after = Provenance.ofPrimary(floors.sequence());

    Appended again = log.append(hard("a", "t"));

    assertThat(again).isEqualTo(new Appended.Again(first.entry()));
    assertThat(acknowledged(again)).isEqualTo(promise());
    assertThat(floors.floorOf(Set.of("t")).isMetBy(after)).isTrue();
  }

  @Test
  @DisplayName("PUR-6: what says something else under an id that is taken is not in effect")
  void takenIdsAreRefused() throws Exception {
    InvalidationLog log = open(10);
    Appended first = log.append(hard("a", "t"));
    Provenance after = Provenance.ofPrimary(floors.sequence());

    assertThat(log.append(hard("a", "other"))).isEqualTo(new Appended.Refused(first.entry()));

    assertThat(floors.floorOf(Set.of("t", "other")).isMetBy(after)).isTrue();
  }

  @Test
  @DisplayName("PUR-6: of a batch with an id that is taken, nothing is in effect")
  void batchesAreWholeOrNothing() throws Exception {
    InvalidationLog log = open(10);
    Entry first = log.append(hard("a", "t")).entry();
    Provenance after = Provenance.ofPrimary(floors.sequence());

    assertThat(log.appendAll(List.of(hard("b", "u"), hard("a", "other"))))
        .isEqualTo(new AppendedBatch.Refused("a"));
    assertThat(log.appendAll(List.of(hard("b", "u"), hard("c", "v"), hard("b", "other"))))
        .as("one id for two that differ")
        .isEqualTo(new AppendedBatch.Refused("b"));
    assertThat(floors.floorOf(Set.of("t", "u", "v", "other")).isMetBy(after)).isTrue();

    AppendedBatch batch =
        log.appendAll(List.of(hard("b", "u"), hard("a", "t"), hard("c", "v"), hard("b", "u")));

    assertThat(batch)
        .isInstanceOfSatisfying(
            AppendedBatch.InEffect.class,
            all ->
                assertThat(all.entries())
                    .containsExactly(
                        log.find("b").orElseThrow(),
                        first,
                        log.find("c").orElseThrow(),
                        log.find("b").orElseThrow()));
    assertThat(floors.floorOf(Set.of("u")).isMetBy(after)).isFalse();
    assertThat(log.latest(10)).hasSize(3);
  }

  @Test
  @DisplayName("PUR-6: of two that say different things at once under one id, one is in effect")
  void oneOfTwoAtOnceIsInEffect() throws Exception {
    InvalidationLog log = open(100_000);
    int rounds = 1_000;
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<List<AppendedBatch>> results = List.of(new ArrayList<>(), new ArrayList<>());
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (List<AppendedBatch> own : results) {
      String tag = "of " + threads.size();
      CompletableFuture<Void> done = new CompletableFuture<>();
      threads.add(done);
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  for (int round = 0; round < rounds; round++) {
                    barrier.await(20, TimeUnit.SECONDS);
                    own.add(log.appendAll(List.of(hard("id-" + round, tag))));
                  }
                  done.complete(null);
                } catch (Exception | AssertionError e) {
                  done.completeExceptionally(e);
                }
              });
    }
    CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

    for (int round = 0; round < rounds; round++) {
      assertThat(List.of(results.get(0).get(round), results.get(1).get(round)))
          .as("round %d", round)
          .hasAtLeastOneElementOfType(AppendedBatch.InEffect.class)
          .hasAtLeastOneElementOfType(AppendedBatch.Refused.class);
    }
  }

  @Test
  void idsAreToldApartWithinALimit() throws Exception {
    InvalidationLog log = open(2);
    for (String id : List.of("a", "b", "c")) {
      acknowledged(log.append(hard(id, "t")));
    }

    assertThat(log.find("a")).isEmpty();
    assertThat(log.latest(10))
        .extracting(entry -> entry.invalidation().id())
        .containsExactly("c", "b");
    assertThat(log.append(hard("a", "t")).effect()).isPresent();
  }

  @Test
  void aSoftInvalidationIsStaleSinceItCame() throws Exception {
    InvalidationLog log = open(10);
    Provenance before = Provenance.ofPrimary(floors.sequence());
    acknowledged(
        log.append(new Invalidation("s", Set.of("t"), Mode.SOFT, Optional.empty(), NOW, "test")));

    assertThat(floors.floorOf(Set.of("t")).judge(before)).isEqualTo(new Verdict.Softened(NOW));
  }

  @Test
  @DisplayName(
      "PUR-6: callers at once get sequences of their own, acknowledged in order, each in effect")
  void concurrentCallersAreAcknowledgedInOrder() throws Exception {
    InvalidationLog log = open(100_000);
    int callers = 8;
    int each = 200;
    List<Long> order = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier barrier = new CyclicBarrier(callers);
    AtomicBoolean early = new AtomicBoolean();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      String prefix = caller + "-";
      CompletableFuture<Void> done = new CompletableFuture<>();
      threads.add(done);
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  barrier.await(20, TimeUnit.SECONDS);
                  for (int i = 0; i < each; i++) {
                    Provenance before = Provenance.ofPrimary(floors.sequence());
                    String tag = prefix + i;
                    Appended appended = log.append(hard(tag, tag));
                    var _ =
                        appended
                            .entry()
                            .acknowledged()
                            .thenRun(
                                () -> {
                                  order.add(appended.entry().sequence());
                                  if (floors.floorOf(Set.of(tag)).isMetBy(before)) {
                                    early.set(true);
                                  }
                                });
                    if (i % 20 == 19) {
                      acknowledged(appended);
                    }
                  }
                  done.complete(null);
                } catch (Exception | AssertionError e) {
                  done.completeExceptionally(e);
                }
              });
    }
    CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    acknowledged(log.append(hard("last", "last")));

    assertThat(early).isFalse();
    assertThat(order).hasSize(callers * each).doesNotHaveDuplicates();
    assertThat(log.latest(callers * each + 1))
        .extracting(Entry::sequence)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  @DisplayName("PUR-11: everything is invalidated by one append")
  void everythingIsOneTag() throws Exception {
    InvalidationLog log = open(10);
    Provenance before = Provenance.ofPrimary(floors.sequence());
    acknowledged(log.append(hard("all", ImplicitTags.EVERYTHING)));

    assertThat(floors.floorOf(Set.of("any")).isMetBy(before)).isFalse();
  }

  @Test
  void sequencesStayAheadOfThoseThatFloorsGiveThemselves() throws Exception {
    InvalidationLog log = open(10);
    floors.invalidate(Set.of("x"));
    floors.invalidate(Set.of("y"));
    Provenance known = Provenance.ofPrimary(floors.sequence());

    acknowledged(log.append(hard("1", "t")));

    assertThat(floors.floorOf(Set.of("t")).isMetBy(known)).isFalse();
  }
}
