package dev.edgecache.check.history;

import static dev.edgecache.check.history.Events.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.check.history.Acknowledged.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("answers that could have been stale")
class OpportunitiesTest {

  private static final long SOON = Opportunities.SOON.toMillis();

  private static Events acknowledged() {
    return new Events().written(5, 100, 120).acknowledged(Mode.HARD, 10, 5);
  }

  private static long count(Events events) {
    return Opportunities.count(events.history());
  }

  @Test
  void oneThatBeganWhileAStandbyLackedTheCommitCounts() {
    assertThat(count(acknowledged().read(STRANGER, 20, 5).replayed(21, 100))).isEqualTo(1);
  }

  @Test
  void anyOfTheStandbysIsEnough() {
    assertThat(count(acknowledged().read(STRANGER, 20, 5).replayed(0, 21, 130).replayed(1, 22, 90)))
        .isEqualTo(1);
  }

  @Test
  void noneLacksItOnceAllArePastTheCommit() {
    assertThat(
            count(acknowledged().read(STRANGER, 20, 5).replayed(0, 21, 130).replayed(1, 22, 130)))
        .isZero();
  }

  @Test
  void aReadingWithinTheCommitProvesNothing() {
    assertThat(count(acknowledged().read(STRANGER, 20, 5).replayed(21, 101))).isZero();
  }

  @Test
  void aReadingThatBeganBeforeTheRequestProvesNothing() {
    assertThat(count(acknowledged().read(STRANGER, 20, 5).replayed(19, 90))).isZero();
  }

  @Test
  void aReadingLongAfterTheRequestProvesNothing() {
    assertThat(count(acknowledged().read(STRANGER, 20, 5).replayed(21 + SOON, 90))).isZero();
  }

  @Test
  void oneThatBeganBeforeTheAcknowledgementDoesNotCount() {
    assertThat(count(acknowledged().read(STRANGER, 9, 4).replayed(11, 90))).isZero();
  }

  @Test
  void oneThatIsDeclaredStaleDoesNotCount() {
    assertThat(
            count(
                acknowledged()
                    .read(STRANGER, Route.SOFT, 20, 4, "edge-cache;hit;ttl=-2")
                    .replayed(21, 90)))
        .isZero();
  }
}
