package dev.edgecache.invalidation.log;

import static dev.edgecache.invalidation.log.LogContract.hard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WritingTest {

  private final Floors floors = new Floors();
  private final ManualBackground background = new ManualBackground();
  private final ScriptedJournal journal = new ScriptedJournal();
  private final List<String> observed = new ArrayList<>();
  private final InvalidationLog log = log(100);

  private InvalidationLog log(int records) {
    LogObserver observer =
        new LogObserver() {
          @Override
          public void written(int invalidations, Duration time) {
            observed.add("written " + invalidations);
          }

          @Override
          public void notWritten(String reason) {
            observed.add(reason);
          }
        };
    return InvalidationLog.open(
        journal,
        new InvalidationLog.Parts(floors, Optional.empty(), background, observer, records),
        LogContract.NOW);
  }

  private static Optional<Acknowledgement> promised(Appended appended) {
    return Optional.ofNullable(appended.entry().acknowledged().toCompletableFuture().getNow(null));
  }

  @Test
  void invalidationsThatComeTogetherAreWrittenTogether() {
    List<Appended> all =
        List.of(log.append(hard("a", "t")), log.append(hard("b", "t")), log.append(hard("c", "t")));
    assertThat(all).allSatisfy(one -> assertThat(promised(one)).isEmpty());

    background.runAll();

    assertThat(observed).containsExactly("written 3");
    assertThat(journal.sequences()).containsExactly(1L, 2L, 3L);
    assertThat(all).allSatisfy(one -> assertThat(promised(one)).contains(Acknowledgement.SYNCED));
  }

  @Test
  void anInvalidationIsInEffectBeforeItIsWritten() {
    Provenance before = Provenance.ofPrimary(floors.sequence());
    log.append(hard("a", "t"));

    assertThat(floors.floorOf(Set.of("t")).isMetBy(before)).isFalse();
  }

  @Test
  void whatCannotBeWrittenIsInEffectAndWrittenLater() {
    Provenance before = Provenance.ofPrimary(floors.sequence());
    journal.fails(Optional.of("disk full"));
    Appended first = log.append(hard("a", "t"));
    background.runAll();

    assertThat(promised(first)).contains(Acknowledgement.UNWRITTEN);
    assertThat(floors.floorOf(Set.of("t")).isMetBy(before)).isFalse();
    assertThat(log.status().failure()).contains("disk full");

    Appended meanwhile = log.append(hard("b", "t"));
    assertThat(promised(meanwhile)).contains(Acknowledgement.UNWRITTEN);
    assertThat(log.status().unwritten()).isEqualTo(2);
    assertThat(promised(log.append(hard("a", "t")))).contains(Acknowledgement.UNWRITTEN);

    journal.fails(Optional.empty());
    background.pass();

    assertThat(journal.sequences()).containsExactly(1L, 2L);
    assertThat(log.status().failure()).isEmpty();
    assertThat(log.status().unwritten()).isZero();
    assertThat(promised(log.append(hard("a", "t")))).contains(Acknowledgement.SYNCED);
    assertThat(observed).containsExactly("disk full", "written 2");
  }

  @Test
  void pausesBetweenAttemptsGrowUpToALimit() {
    journal.fails(Optional.of("disk full"));
    log.append(hard("a", "t"));
    background.runAll();
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pauses.add(background.pass());
    }

    assertThat(pauses).startsWith(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(pauses.getLast()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  @DisplayName("PUR-11: what can't be written is bounded, and becomes one mark")
  void whatCannotBeWrittenIsBounded() {
    InvalidationLog small = log(10);
    journal.fails(Optional.of("disk full"));
    for (int i = 0; i < 1_000; i++) {
      small.append(hard("" + i, "t" + i));
      background.runAll();
    }
    background.pass();
    assertThat(small.status().unwritten()).isEqualTo(10);

    journal.fails(Optional.empty());
    background.pass();

    assertThat(journal.sequences()).hasSize(10).startsWith(991L).endsWith(1_000L);
    assertThat(journal.written().getFirst().base().sequence()).isEqualTo(990);
  }
}
