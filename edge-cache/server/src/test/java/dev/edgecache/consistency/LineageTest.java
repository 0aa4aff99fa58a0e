package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("lineages: positions before and after a promotion")
class LineageTest {

  private static final Epoch FIRST = new Epoch("db/1");
  private static final Epoch SECOND = new Epoch("db/2");
  private static final Epoch THIRD = new Epoch("db/3");
  private static final Epoch FOREIGN = new Epoch("other/1");

  /** The second epoch left the first one at 100, the third left the second one at 150. */
  private static final Lineage TWICE =
      Lineage.of(FIRST).promotedTo(SECOND, 100).promotedTo(THIRD, 150);

  @Test
  void theCurrentEpochIsItself() {
    assertThat(TWICE.inCurrent(at(THIRD, 7))).contains(at(THIRD, 7));
    assertThat(TWICE.demandInCurrent(at(THIRD, 7))).contains(at(THIRD, 7));
  }

  @Test
  void whatAnOlderEpochHasInCommonSurvives() {
    assertThat(TWICE.inCurrent(at(FIRST, 100))).contains(at(THIRD, 100));
    assertThat(TWICE.inCurrent(at(SECOND, 150))).contains(at(THIRD, 150));
  }

  @Test
  void whatAnOlderEpochHadBeyondTheBranchIsLost() {
    assertThat(TWICE.inCurrent(at(FIRST, 101))).isEmpty();
    assertThat(TWICE.inCurrent(at(SECOND, 151))).isEmpty();
    assertThat(TWICE.inCurrent(at(FIRST, 120))).isEmpty();
  }

  @Test
  void aDemandForWhatIsLostIsMetWhereTheOldEpochWasLeft() {
    assertThat(TWICE.demandInCurrent(at(FIRST, 120))).contains(at(THIRD, 100));
    assertThat(TWICE.demandInCurrent(at(SECOND, 200))).contains(at(THIRD, 150));
    assertThat(TWICE.demandInCurrent(at(FIRST, 90))).contains(at(THIRD, 90));
  }

  @Test
  void anEpochThatWasLeftEarlyLimitsWhatLaterOnesKeep() {
    Lineage backwards = Lineage.of(FIRST).promotedTo(SECOND, 100).promotedTo(THIRD, 80);
    assertThat(backwards.inCurrent(at(FIRST, 90))).isEmpty();
    assertThat(backwards.demandInCurrent(at(FIRST, 90))).contains(at(THIRD, 80));
  }

  @Test
  void anUnknownEpochRelatesToNothing() {
    assertThat(TWICE.knows(FOREIGN)).isFalse();
    assertThat(TWICE.inCurrent(at(FOREIGN, 1))).isEmpty();
    assertThat(TWICE.demandInCurrent(at(FOREIGN, 1))).isEmpty();
  }

  @Test
  void anEpochIsNeverEnteredTwice() {
    assertThatThrownBy(() -> TWICE.promotedTo(FIRST, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("db/1");
  }

  private static Position at(Epoch epoch, long value) {
    return new Position(epoch, value);
  }
}
