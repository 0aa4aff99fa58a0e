package dev.edgecache.invalidation.log;

import static dev.edgecache.invalidation.log.LogContract.NOW;
import static dev.edgecache.invalidation.log.LogContract.hard;
import static dev.edgecache.invalidation.log.ScriptedPrimary.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.journal.MemoryJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LocatingTest {

  private final Floors floors = new Floors();
  private final ManualBackground background = new ManualBackground();
  private final ScriptedPrimary primary = new ScriptedPrimary();
  private final List<String> setAside = new ArrayList<>();
  private final InvalidationLog log =
      InvalidationLog.open(
          new MemoryJournal(),
          new InvalidationLog.Parts(
              floors,
              Optional.of(primary),
              background,
              new LogObserver() {
                @Override
                public void setAside(Invalidation invalidation, Position sampled) {
                  setAside.add(invalidation.id());
                }
              },
              100),
          NOW);

  private Appended append(String id, long position, String tag) {
    return log.append(
        new Invalidation(id, Set.of(tag), Mode.HARD, Optional.of(at(position)), NOW, "test"));
  }

  private boolean isMetByReplicaAt(long position, String tag) {
    return floors
        .floorOf(Set.of(tag))
        .isMetBy(
            new Provenance(
                Provenance.Source.REPLICA,
                floors.sequence(),
                Optional.of(at(position)),
                Optional.empty()));
  }

  @Test
  @DisplayName("PUR-5: an invalidation that came with its commit is met by a replica that is there")
  void aPositionThatThePrimaryReachedCountsAtOnce() {
    primary.reached = Optional.of(at(100));
    Appended appended = append("a", 100, "t");

    assertThat(appended.entry().location()).isEqualTo(new Location.Stated(at(100)));
    assertThat(primary.asked()).isZero();
    assertThat(isMetByReplicaAt(100, "t")).isTrue();
    assertThat(isMetByReplicaAt(99, "t")).isFalse();
  }

  @Test
  @DisplayName("PUR-5: an invalidation without a position gets one that was read after it came")
  void aMissingPositionIsSampled() {
    primary.reached = Optional.of(at(100));
    log.append(hard("a", "t"));

    assertThat(isMetByReplicaAt(1_000, "t")).isFalse();
    primary.answers(at(120));

    assertThat(isMetByReplicaAt(120, "t")).isTrue();
    assertThat(isMetByReplicaAt(119, "t")).isFalse();
    assertThat(log.find("a").orElseThrow().location()).isEqualTo(new Location.Sampled(at(120)));
  }

  @Test
  @DisplayName("PUR-5: a reading that began before an invalidation came does not count for it")
  void aReadingCountsForWhatCameBeforeItBegan() {
    log.append(hard("a", "t"));
    log.append(hard("b", "t"));
    assertThat(primary.asked()).isEqualTo(1);

    primary.answers(at(50));
    assertThat(isMetByReplicaAt(1_000, "t")).isFalse();
    assertThat(primary.asked()).isEqualTo(1);

    primary.answers(at(60));
    assertThat(isMetByReplicaAt(60, "t")).isTrue();
    assertThat(isMetByReplicaAt(59, "t")).isFalse();
  }

  @Test
  void manyAwaitOneReading() {
    log.append(hard("first", "t"));
    for (int i = 0; i < 50; i++) {
      log.append(hard("" + i, "t" + i));
    }
    primary.answers(at(10));
    assertThat(primary.asked()).isEqualTo(1);
    primary.answers(at(20));

    assertThat(primary.asked()).isZero();
    assertThat(log.status().awaiting()).isZero();
    assertThat(isMetByReplicaAt(20, "t49")).isTrue();
  }

  @Test
  @DisplayName("PUR-6: a position beyond the primary's is set aside; the invalidation takes effect")
  void aPositionBeyondThePrimaryIsSetAside() {
    primary.reached = Optional.of(at(100));
    append("liar", 1_000_000, "t");
    assertThat(isMetByReplicaAt(2_000_000, "t")).isFalse();

    primary.answers(at(110));

    assertThat(setAside).containsExactly("liar");
    assertThat(log.find("liar").orElseThrow().location()).isEqualTo(new Location.SetAside(at(110)));
    assertThat(isMetByReplicaAt(110, "t")).isTrue();
    assertThat(isMetByReplicaAt(109, "t")).isFalse();
  }

  @Test
  @DisplayName(
      "PUR-5: a position that is newer than what is known counts once the primary was read")
  void aPositionThatIsNewerThanWhatIsKnownCountsOnceThePrimaryWasRead() {
    primary.reached = Optional.of(at(100));
    append("new", 105, "t");
    append("later", 106, "t");
    append("other", 106, "u");
    log.append(hard("without", "v"));
    primary.answers(at(106));
    primary.answers(at(110));

    assertThat(setAside).isEmpty();
    assertThat(log.find("new").orElseThrow().location()).isEqualTo(new Location.Stated(at(105)));
    assertThat(isMetByReplicaAt(106, "t")).as("the greater of two of one tag").isTrue();
    assertThat(isMetByReplicaAt(105, "t")).isFalse();
    assertThat(isMetByReplicaAt(106, "u")).as("its own, not what the primary has now").isTrue();
    assertThat(isMetByReplicaAt(109, "v")).isFalse();
  }

  @Test
  @DisplayName(
      "PUR-5: while the primary is away nothing of a replica counts, and it is tried again")
  void aPrimaryThatIsAwayIsAskedAgain() {
    log.append(hard("a", "t"));
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      primary.fails();
      assertThat(isMetByReplicaAt(1_000, "t")).isFalse();
      pauses.add(background.pass());
    }
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));

    primary.answers(at(5));
    assertThat(isMetByReplicaAt(5, "t")).isTrue();
    assertThat(background.isPausing()).isFalse();
  }

  @Test
  @DisplayName("PUR-5: a stated position counts as soon as a database nearby has it")
  void aLookNearbyTellsSooner() {
    primary.reached = Optional.of(at(100));
    append("new", 105, "t");
    append("newer", 107, "u");
    assertThat(isMetByReplicaAt(105, "t")).isFalse();

    primary.sees(at(106));

    assertThat(isMetByReplicaAt(105, "t")).isTrue();
    assertThat(isMetByReplicaAt(104, "t")).isFalse();
    assertThat(isMetByReplicaAt(1_000, "u")).as("not seen yet").isFalse();
    assertThat(log.find("new").orElseThrow().location()).isEqualTo(new Location.Stated(at(105)));
    assertThat(log.status().awaiting()).isEqualTo(1);
    primary.answers(at(110));
    primary.answers(at(110));
    assertThat(isMetByReplicaAt(107, "u")).isTrue();
    assertThat(isMetByReplicaAt(105, "t")).isTrue();
    assertThat(floors.floorOfUnknown().whole().awaited()).isZero();
  }

  @Test
  @DisplayName("PUR-5: it does not count for an earlier invalidation of the tag without a position")
  void aLookNearbyTellsNothingOfOthers() {
    primary.reached = Optional.of(at(100));
    log.append(hard("without", "t"));
    append("with", 105, "t");

    primary.sees(at(106));

    assertThat(isMetByReplicaAt(1_000, "t")).isFalse();
    primary.answers(at(120));
    primary.answers(at(120));
    assertThat(isMetByReplicaAt(119, "t")).isFalse();
    assertThat(isMetByReplicaAt(120, "t")).isTrue();
  }

  @Test
  void anAnswerOfThePrimaryAskedForAfterwardsNeedsNoPosition() {
    log.append(hard("a", "t"));

    assertThat(floors.floorOf(Set.of("t")).isMetBy(Provenance.ofPrimary(floors.sequence())))
        .isTrue();
  }

  @Test
  @DisplayName("PUR-5: positions of a history that the new one does not know are sampled again")
  void aTurnToAnUnknownHistorySamplesAgain() {
    primary.reached = Optional.of(at(100));
    append("a", 100, "t");
    append("b", 90, "u");

    Epoch next = new Epoch("8/1");
    floors.turn(Lineage.of(next), NOW);
    log.turned();
    background.runAll();

    Position there = new Position(next, 7);
    assertThat(isMetBy(there, "t")).isFalse();
    primary.answers(there);
    assertThat(isMetBy(there, "t")).isTrue();
    assertThat(isMetBy(there, "u")).isTrue();
  }

  @Test
  void aTurnToAKnownHistoryKeepsPositions() {
    primary.reached = Optional.of(at(100));
    append("a", 100, "t");

    Epoch old = at(1).epoch();
    Epoch next = new Epoch("7/2");
    floors.turn(Lineage.of(old).promotedTo(next, 200), NOW);
    log.turned();
    background.runAll();

    assertThat(isMetBy(new Position(next, 100), "t")).isTrue();
    assertThat(isMetBy(new Position(next, 99), "t")).isFalse();
    assertThat(log.find("a").orElseThrow().location()).isEqualTo(new Location.Stated(at(100)));
  }

  private boolean isMetBy(Position position, String tag) {
    return floors
        .floorOf(Set.of(tag))
        .isMetBy(
            new Provenance(
                Provenance.Source.REPLICA,
                floors.sequence(),
                Optional.of(position),
                Optional.of(position)));
  }
}
