package dev.edgecache.check.history;

import static dev.edgecache.check.history.Events.ANN;
import static dev.edgecache.check.history.Events.BEN;
import static dev.edgecache.check.history.Violation.Promise.MONOTONIC_READS;
import static dev.edgecache.check.history.Violation.Promise.READ_YOUR_WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.check.history.Violation.Promise;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what a session sees")
class OrderTest {

  private static List<Promise> broken(Events events) {
    return Order.violations(events.history()).stream().map(Violation::promise).toList();
  }

  @Test
  void itsOwnWriteOrALaterOneIsRight() {
    assertThat(broken(new Events().ownWrite(ANN, 10, 5).read(ANN, 11, 5).read(ANN, 12, 6)))
        .isEmpty();
  }

  @Test
  void anythingOlderThanItsOwnWriteIsAViolation() {
    assertThat(broken(new Events().ownWrite(ANN, 10, 5).read(ANN, 11, 4)))
        .containsExactly(READ_YOUR_WRITES);
  }

  @Test
  void itsOwnWriteCountsByAnyRouteAtAnyProxy() {
    assertThat(
            broken(
                new Events()
                    .ownWrite(ANN, 10, 5)
                    .read(ANN, 1, Route.PASSED, 11, 4, "edge-cache;fwd=bypass")))
        .containsExactly(READ_YOUR_WRITES);
  }

  @Test
  void theWritesOfOthersDoNotCount() {
    assertThat(broken(new Events().ownWrite(ANN, 10, 5).read(BEN, 11, 4))).isEmpty();
  }

  @Test
  void anOlderVersionThanTheSessionHasSeenIsAViolation() {
    assertThat(broken(new Events().ownWrite(ANN, 10, 5).read(ANN, 11, 9).read(ANN, 12, 8)))
        .containsExactly(MONOTONIC_READS);
  }

  @Test
  void theSameOrANewerVersionThanItHasSeenIsRight() {
    assertThat(broken(new Events().ownWrite(ANN, 10, 5).read(ANN, 11, 8).read(ANN, 12, 8)))
        .isEmpty();
  }

  @Test
  void whatWasSeenBeforeTheFirstWriteDoesNotCount() {
    assertThat(
            broken(
                new Events().read(ANN, 1, 9).read(ANN, 2, 4).ownWrite(ANN, 10, 5).read(ANN, 11, 6)))
        .isEmpty();
  }

  @Test
  void whatWasSeenByAnotherRouteDoesNotCount() {
    assertThat(
            broken(
                new Events()
                    .ownWrite(ANN, 10, 5)
                    .read(ANN, 11, 9)
                    .read(ANN, Route.SOFT, 12, 8, "edge-cache;hit;ttl=1")))
        .isEmpty();
  }
}
