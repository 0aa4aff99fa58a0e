package dev.edgecache.invalidation.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.consistency.Floor.Verdict;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.journal.FileJournal;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.JournalException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileLogTest extends LogContract {

  @TempDir Path folder;

  @Override
  Journal journal() throws JournalException {
    return FileJournal.open(folder, NOW);
  }

  @Override
  Acknowledgement promise() {
    return Acknowledgement.SYNCED;
  }

  /** What a process does with the folder, and what its floors are then. */
  private interface Use {
    void of(InvalidationLog log, Floors floors) throws Exception;
  }

  private void use(int records, ScriptedPrimary primary, Use use) throws Exception {
    use(records, Optional.of(primary), use);
  }

  private void use(int records, Use use) throws Exception {
    use(records, Optional.empty(), use);
  }

  private void use(int records, Optional<ScriptedPrimary> primary, Use use) throws Exception {
    Floors own = new Floors();
    ManualBackground background = new ManualBackground();
    try (InvalidationLog log =
        InvalidationLog.open(
            FileJournal.open(folder, NOW),
            new InvalidationLog.Parts(
                own, primary.map(p -> p), background, LogObserver.NONE, records),
            NOW)) {
      use.of(log, own);
      background.runAll();
    }
  }

  @Test
  @DisplayName("PUR-12: floors and ids are there after a restart")
  void aRestartKeepsFloorsAndIds() throws Exception {
    use(
        10,
        (log, _) -> {
          log.append(hard("a", "t"));
          log.append(
              new Invalidation("b", Set.of("soft"), Mode.SOFT, Optional.empty(), NOW, "test"));
        });
    use(
        10,
        (log, restored) -> {
          Provenance before = Provenance.ofPrimary(0);
          assertThat(restored.floorOf(Set.of("t")).judge(before)).isEqualTo(new Verdict.Missed());
          assertThat(restored.floorOf(Set.of("soft")).judge(before))
              .isEqualTo(new Verdict.Softened(NOW));
          assertThat(restored.floorOf(Set.of("other")).isMetBy(before)).isTrue();
          assertThat(log.append(hard("a", "t")).effect()).isEmpty();
          assertThat(log.append(hard("c", "t")).entry().sequence()).isEqualTo(3);
        });
  }

  @Test
  @DisplayName("PUR-11: the log is bounded, and what it no longer tells apart holds for everything")
  void theOldestBecomeOneMark() throws Exception {
    for (int begin = 0; begin < 5_000; begin += 500) {
      int first = begin;
      use(
          100,
          (log, _) ->
              IntStream.range(first, first + 500).forEach(i -> log.append(hard("" + i, "t" + i))));
    }
    try (Journal kept = journal()) {
      assertThat(kept.contents().records()).hasSize(100);
      assertThat(kept.contents().base().sequence()).isEqualTo(4_900);
    }
    use(
        100,
        (log, restored) -> {
          assertThat(log.status().records()).isEqualTo(100);
          assertThat(restored.floorOf(Set.of("any")).isMetBy(Provenance.ofPrimary(4_899)))
              .isFalse();
          assertThat(restored.floorOf(Set.of("any")).isMetBy(Provenance.ofPrimary(4_900))).isTrue();
          assertThat(restored.floorOf(Set.of("t4999")).isMetBy(Provenance.ofPrimary(4_999)))
              .isFalse();
          assertThat(log.status().bytes()).isLessThan(1_000_000);
        });
  }

  @Test
  @DisplayName("PUR-5: positions are known after a restart without asking the primary")
  void aRestartKeepsPositions() throws Exception {
    ScriptedPrimary primary = new ScriptedPrimary();
    primary.reached = Optional.of(ScriptedPrimary.at(100));
    use(
        10,
        primary,
        (log, _) -> {
          log.append(stated("own", 90, "own"));
          log.append(hard("sampled", "sampled"));
          primary.answers(ScriptedPrimary.at(120));
        });
    use(
        10,
        primary,
        (_, restored) -> {
          assertThat(primary.asked()).isZero();
          assertThat(restored.floorOf(Set.of("own")).isMetBy(replica(restored, 89))).isFalse();
          assertThat(restored.floorOf(Set.of("own")).isMetBy(replica(restored, 90))).isTrue();
          assertThat(restored.floorOf(Set.of("sampled")).isMetBy(replica(restored, 119))).isFalse();
          assertThat(restored.floorOf(Set.of("sampled")).isMetBy(replica(restored, 120))).isTrue();
        });
  }

  @Test
  @DisplayName("PUR-5: what had no position before a restart gets one after it")
  void aRestartAwaitsMissingPositions() throws Exception {
    ScriptedPrimary primary = new ScriptedPrimary();
    use(1, primary, (log, _) -> List.of("a", "b").forEach(id -> log.append(hard(id, id))));
    ScriptedPrimary again = new ScriptedPrimary();
    use(
        1,
        again,
        (log, restored) -> {
          assertThat(restored.floorOf(Set.of("b")).isMetBy(replica(restored, 999))).isFalse();
          assertThat(restored.floorOf(Set.of("any")).isMetBy(replica(restored, 999))).isFalse();
          again.answers(ScriptedPrimary.at(200));
          assertThat(restored.floorOf(Set.of("b")).isMetBy(replica(restored, 200))).isTrue();
          assertThat(restored.floorOf(Set.of("any")).isMetBy(replica(restored, 200))).isTrue();
          assertThat(restored.floorOf(Set.of("any")).isMetBy(replica(restored, 199))).isFalse();
          assertThat(log.status().awaiting()).isZero();
        });
    use(
        1,
        new ScriptedPrimary(),
        (log, restored) -> {
          assertThat(log.status().awaiting()).isZero();
          assertThat(restored.floorOf(Set.of("any")).isMetBy(replica(restored, 200))).isTrue();
        });
  }

  private static Invalidation stated(String id, long position, String tag) {
    return new Invalidation(
        id, Set.of(tag), Mode.HARD, Optional.of(ScriptedPrimary.at(position)), NOW, "test");
  }

  private static Provenance replica(Floors floors, long position) {
    return new Provenance(
        Provenance.Source.REPLICA,
        floors.sequence(),
        Optional.of(ScriptedPrimary.at(position)),
        Optional.empty());
  }

  @Test
  void aFolderBelongsToOneProcess() throws Exception {
    use(
        10,
        (_, _) ->
            assertThatThrownBy(() -> FileJournal.open(folder, NOW))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("another process uses")
                .hasMessageContaining("expected: a folder for each process"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99})
  @DisplayName("PUR-7: a log that lost its end leaves nothing from before it fresh")
  void aTruncatedFileInvalidatesEverything(double share) throws Exception {
    long latest = written();
    Path file = folder.resolve("invalidations.mv");
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength((long) (bytes.length() * share));
    }
    assertEverythingIsInvalidated(latest);
  }

  @Test
  @DisplayName("PUR-7: a log that is overwritten leaves nothing from before it fresh, and is kept")
  void aFileOfSomethingElseInvalidatesEverything() throws Exception {
    long latest = written();
    Path file = folder.resolve("invalidations.mv");
    Files.write(file, new byte[(int) Files.size(file)]);
    assertEverythingIsInvalidated(latest);
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.startsWith("invalidations.mv.damaged-"));
    }
  }

  @Test
  @DisplayName("PUR-7: a log that is gone leaves nothing from before it fresh")
  void aMissingFileInvalidatesEverything() throws Exception {
    long latest = written();
    Files.delete(folder.resolve("invalidations.mv"));
    assertEverythingIsInvalidated(latest);
  }

  private long written() throws Exception {
    long[] latest = new long[1];
    use(
        1_000,
        (log, _) -> {
          IntStream.range(0, 300).forEach(i -> log.append(hard("" + i, "t" + i)));
          latest[0] = log.latest(1).getFirst().sequence();
        });
    return latest[0];
  }

  private void assertEverythingIsInvalidated(long latest) throws Exception {
    use(
        1_000,
        (log, restored) -> {
          assertThat(log.status().loss()).isPresent();
          assertThat(log.latest(1).getFirst().sequence()).isGreaterThan(latest);
          assertThat(restored.floorOf(Set.of("any")).isMetBy(Provenance.ofPrimary(latest)))
              .isFalse();
        });
  }
}
