package dev.edgecache.positions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.database.Reading;
import dev.edgecache.positions.database.Reading.Role;
import dev.edgecache.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what the readings of a primary and two replicas come to")
class TrackerTest {

  private static final Epoch FIRST = new Epoch("db/1");
  private static final Epoch SECOND = new Epoch("db/2");

  private final ManualTime time = new ManualTime();
  private final Tracker tracker =
      new Tracker(List.of("a", "b"), Tracker.Unit.BYTES, Duration.ofSeconds(30));

  @Test
  void replicasShowWhatTheLeastOfThemShows() {
    replica("a", FIRST, 20);
    assertThat(tracker.view().replicas()).as("b was never read").isEmpty();
    replica("b", FIRST, 10);
    assertThat(tracker.view().replicas()).contains(at(FIRST, 10));
    replica("b", FIRST, 30);
    assertThat(tracker.view().replicas()).contains(at(FIRST, 20));
  }

  @Test
  void whatCannotBeReadKeepsItsLastPosition() {
    primary(FIRST, 50, 40);
    replica("a", FIRST, 20);
    replica("b", FIRST, 10);

    tracker.failed("a", "gone", time.nanos());
    tracker.failed("primary", "gone", time.nanos());

    assertThat(tracker.view().replicas()).contains(at(FIRST, 10));
    assertThat(tracker.view().settled()).contains(at(FIRST, 40));
    assertThat(status("a").problem()).contains("gone");
    assertThat(status("a").condition()).isEqualTo(Condition.CURRENT);
    time.advance(Duration.ofSeconds(31));
    assertThat(status("a").condition()).as("read too long ago").isEqualTo(Condition.UNKNOWN);
    assertThat(tracker.view().replicas()).contains(at(FIRST, 10));
  }

  @Test
  void aServerThatCameBackWithLessIsBelieved() {
    replica("a", FIRST, 20);
    replica("b", FIRST, 20);
    replica("b", FIRST, 15);

    assertThat(tracker.view().replicas()).contains(at(FIRST, 15));
  }

  @Test
  void lagIsTheAgeOfTheOldestReadingOfThePrimaryThatAReplicaHasNotReached() {
    primary(FIRST, 100, 100);
    replica("a", FIRST, 100);
    replica("b", FIRST, 100);
    time.advance(Duration.ofSeconds(5));
    assertThat(lag("a")).as("idle, not behind").isEqualTo(lagOf(0, 0));

    primary(FIRST, 200, 200);
    time.advance(Duration.ofSeconds(2));
    primary(FIRST, 300, 300);
    time.advance(Duration.ofSeconds(1));
    replica("a", FIRST, 250);

    assertThat(lag("a")).isEqualTo(lagOf(1, 50));
    assertThat(lag("b")).isEqualTo(lagOf(3, 200));
    replica("a", FIRST, 300);
    assertThat(lag("a")).isEqualTo(lagOf(0, 0));
  }

  @Test
  void aReplicaThatIsBehindForTooLongIsLagging() {
    primary(FIRST, 100, 100);
    replica("a", FIRST, 90);
    replica("b", FIRST, 100);
    for (int i = 0; i < 31; i++) {
      time.advance(Duration.ofSeconds(1));
      primary(FIRST, 101 + i, 100);
      replica("a", FIRST, 90);
      replica("b", FIRST, 101 + i);
    }

    assertThat(status("a").condition()).isEqualTo(Condition.LAGGING);
    assertThat(status("b").condition()).isEqualTo(Condition.CURRENT);
    replica("a", FIRST, 131);
    assertThat(status("a").condition()).isEqualTo(Condition.CURRENT);
  }

  @Test
  void lagStaysRightWhenThePrimaryMovedForHours() {
    primary(FIRST, 1, 1);
    replica("a", FIRST, 0);
    for (int i = 0; i < 20_000; i++) {
      time.advance(Duration.ofSeconds(1));
      primary(FIRST, 2 + i, 1);
    }

    assertThat(lag("a")).isEqualTo(lagOf(20_000, 20_001));
  }

  @Test
  void aPromotionBeginsAnEpochThatKnowsWhereTheOldOneWasLeft() {
    primary(FIRST, 100, 100);
    replica("a", FIRST, 90);
    replica("b", FIRST, 80);

    note("a", new Reading(Role.PRIMARY, promotedAt(90), at(SECOND, 95), optional(SECOND, 92)));

    assertThat(tracker.view().lineage()).contains(promotedAt(90));
    assertThat(tracker.view().primary()).isEqualTo("a");
    assertThat(tracker.view().settled()).contains(at(SECOND, 92));
    assertThat(tracker.view().replicas())
        .as("b follows the old primary, within what both have in common")
        .contains(at(SECOND, 80));
    assertThat(tracker.view().replicasReached(at(FIRST, 80))).isTrue();
    assertThat(tracker.view().replicasReached(at(FIRST, 81))).isFalse();
    primary(FIRST, 110, 110);
    assertThat(tracker.view().primary()).as("the old one changes nothing").isEqualTo("a");
    replica("b", FIRST, 91);
    assertThat(tracker.view().replicas()).as("b has what was lost").isEmpty();
    replica("b", SECOND, 91);
    assertThat(tracker.view().replicas()).contains(at(SECOND, 91));
    assertThat(tracker.view().replicasReached(at(FIRST, 100)))
        .as("of what was lost, all that survives")
        .isTrue();
  }

  @Test
  void aPrimaryThatStayedInAnEarlierEpochIsReplacedWhoeverTakesItsPlace() {
    primary(FIRST, 100, 100);
    assertThat(tracker.view().isPrimaryReplaced()).isFalse();

    replica("a", SECOND, 95);
    assertThat(tracker.view().isPrimaryReplaced()).isTrue();
    assertThat(status("primary").condition()).isEqualTo(Condition.REPLACED);
    primary(FIRST, 110, 110);
    assertThat(tracker.view().isPrimaryReplaced()).as("it goes its own way").isTrue();

    primary(SECOND, 120, 120);
    assertThat(tracker.view().isPrimaryReplaced()).as("it was promoted itself").isFalse();
    assertThat(status("primary").condition()).isEqualTo(Condition.CURRENT);
  }

  @Test
  void whatAStandbyShowsIsNotSettledOnThePrimary() {
    primary(FIRST, 100, 100);
    note("a", new Reading(Role.REPLICA, promotedAt(90), at(SECOND, 95), optional(SECOND, 95)));
    note(
        "primary", new Reading(Role.REPLICA, promotedAt(90), at(SECOND, 99), optional(SECOND, 99)));

    assertThat(tracker.view().settled()).as("the new primary was never read").isEmpty();
  }

  @Test
  void aPositionIsReachedOnceAnyDatabaseOfTheHistoryHasIt() {
    replica("b", FIRST, 70);
    assertThat(tracker.view().reached()).contains(at(FIRST, 70));
    primary(FIRST, 100, 60);
    assertThat(tracker.view().reached()).as("be it settled or not").contains(at(FIRST, 100));
    replica("a", FIRST, 105);
    assertThat(tracker.view().reached()).contains(at(FIRST, 105));

    note("b", new Reading(Role.PRIMARY, promotedAt(90), at(SECOND, 95), optional(SECOND, 92)));
    assertThat(tracker.view().reached())
        .as("what the new history lost was not reached")
        .contains(at(SECOND, 95));
  }

  @Test
  void ofAPromotionWithoutHistoryOldPositionsProveNothing() {
    primary(FIRST, 100, 100);
    replica("a", FIRST, 90);
    replica("b", FIRST, 80);

    note("a", new Reading(Role.PRIMARY, Lineage.of(SECOND), at(SECOND, 95), optional(SECOND, 95)));
    assertThat(tracker.view().replicas()).isEmpty();

    note("a", new Reading(Role.PRIMARY, promotedAt(90), at(SECOND, 96), optional(SECOND, 96)));
    assertThat(tracker.view().replicas()).as("the history came later").contains(at(SECOND, 80));
  }

  @Test
  void aForeignReplicaIsRefusedVisibly() {
    primary(FIRST, 100, 100);
    replica("a", FIRST, 90);
    replica("b", new Epoch("other/7"), 1000);

    assertThat(tracker.view().lineage()).contains(Lineage.of(FIRST));
    assertThat(tracker.view().replicas()).isEmpty();
    assertThat(status("b").condition()).isEqualTo(Condition.UNKNOWN);
    assertThat(status("b").problem().orElseThrow()).contains("other/7", "db/1");
  }

  @Test
  void thePrimaryDecidesWhatIsForeign() {
    replica("b", new Epoch("other/7"), 1000);
    primary(FIRST, 100, 100);
    replica("a", FIRST, 90);

    assertThat(tracker.view().lineage()).contains(Lineage.of(FIRST));
    assertThat(tracker.view().replicas()).isEmpty();
  }

  @Test
  void twoPromotionsToOneTimelineDoNotMix() {
    primary(FIRST, 100, 100);
    note("a", new Reading(Role.PRIMARY, promotedAt(90), at(SECOND, 95), optional(SECOND, 95)));
    note("b", new Reading(Role.PRIMARY, promotedAt(80), at(SECOND, 99), optional(SECOND, 99)));

    assertThat(status("b").problem()).isPresent();
    assertThat(tracker.view().replicas()).isEmpty();
  }

  private void primary(Epoch epoch, long reached, long settled) {
    note(
        "primary",
        new Reading(Role.PRIMARY, Lineage.of(epoch), at(epoch, reached), optional(epoch, settled)));
  }

  private void replica(String name, Epoch epoch, long replayed) {
    note(
        name,
        new Reading(
            Role.REPLICA, Lineage.of(epoch), at(epoch, replayed), optional(epoch, replayed)));
  }

  private void note(String name, Reading reading) {
    tracker.noted(name, reading, time.nanos());
  }

  private DatabaseStatus status(String name) {
    return tracker.status(time.nanos()).stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private DatabaseStatus.Lag lag(String name) {
    return status(name).lag().orElseThrow();
  }

  private static DatabaseStatus.Lag lagOf(long seconds, long bytes) {
    return new DatabaseStatus.Lag(Duration.ofSeconds(seconds), OptionalLong.of(bytes));
  }

  private static Lineage promotedAt(long last) {
    return Lineage.of(FIRST).promotedTo(SECOND, last);
  }

  private static Position at(Epoch epoch, long value) {
    return new Position(epoch, value);
  }

  private static Optional<Position> optional(Epoch epoch, long value) {
    return Optional.of(at(epoch, value));
  }
}
