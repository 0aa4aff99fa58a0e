package dev.edgecache.check.history;

import static dev.edgecache.check.history.Events.ANN;
import static dev.edgecache.check.history.Events.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.check.history.Acknowledged.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the verdict on a run")
class VerdictTest {

  private static Events withAnOpportunity() {
    return new Events()
        .written(5, 100, 120)
        .acknowledged(Mode.HARD, 10, 5)
        .read(STRANGER, 20, 5)
        .replayed(21, 90);
  }

  @Test
  void aRunWithoutViolationsHolds() {
    Verdict verdict = Verdict.of(withAnOpportunity().history());
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.summary()).isEqualTo("reads=1 opportunities=1 stale=0 ryw=0 monotonic=0");
  }

  @Test
  void aRunInWhichNothingCouldGoWrongIsVoid() {
    Verdict verdict = Verdict.of(new Events().read(STRANGER, 20, 5).history());
    assertThat(verdict.isVoid()).isTrue();
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void violationsAreCountedByPromise() {
    Verdict verdict =
        Verdict.of(
            withAnOpportunity()
                .ownWrite(ANN, 11, 5)
                .read(STRANGER, 30, 4)
                .read(STRANGER, Route.SOFT, 31, 4, "edge-cache;hit;ttl=-1")
                .read(ANN, Route.PASSED, 32, 6, "edge-cache;fwd=bypass")
                .read(ANN, Route.PASSED, 33, 4, "edge-cache;fwd=bypass")
                .history());
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.summary()).isEqualTo("reads=5 opportunities=1 stale=2 ryw=1 monotonic=1");
  }

  @Test
  void aViolationNamesWhatDemandedMore() {
    Verdict verdict = Verdict.of(withAnOpportunity().read(STRANGER, 30, 4).history());
    assertThat(verdict.violations().getFirst().text())
        .contains("version 4 of item 7 by /items/7 at proxy 0, demanded was 5")
        .contains("edge-cache;hit;ttl=3")
        .contains("mode=HARD");
  }
}
