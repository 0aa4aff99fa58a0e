package dev.edgecache.check.history;

import static dev.edgecache.check.history.Events.STRANGER;
import static dev.edgecache.check.history.Violation.Promise.FRESH_AFTER_ACKNOWLEDGEMENT;
import static dev.edgecache.check.history.Violation.Promise.STALE_WITHIN_WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.check.history.Acknowledged.Mode;
import dev.edgecache.check.history.Violation.Promise;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("no older answer after an acknowledgement")
class FreshnessTest {

  private static final String FRESH = "edge-cache;hit;ttl=3";
  private static final String STALE = "edge-cache;hit;ttl=-1";

  private static List<Promise> broken(Events events) {
    return Freshness.violations(events.history()).stream().map(Violation::promise).toList();
  }

  @Test
  void theVersionThatWasAcknowledgedOrANewerOneIsRight() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.HARD, 10, 5)
                    .read(STRANGER, 11, 5)
                    .read(STRANGER, 12, 6)))
        .isEmpty();
  }

  @Test
  void anOlderVersionIsAViolationHoweverMuchLater() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.HARD, 10, 5)
                    .read(STRANGER, 11, 4)
                    .read(STRANGER, 99_000, 4)))
        .containsExactly(FRESH_AFTER_ACKNOWLEDGEMENT, FRESH_AFTER_ACKNOWLEDGEMENT);
  }

  @Test
  void aRequestThatBeganBeforeTheAcknowledgementMayGetTheOlderOne() {
    assertThat(broken(new Events().acknowledged(Mode.HARD, 10, 5).read(STRANGER, 9, 4))).isEmpty();
  }

  @Test
  void aLaterInvalidationOfAnOlderVersionTakesNothingBack() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.HARD, 10, 5)
                    .acknowledged(Mode.HARD, 11, 4)
                    .read(STRANGER, 12, 4)))
        .containsExactly(FRESH_AFTER_ACKNOWLEDGEMENT);
  }

  @Test
  void anotherProxyThatHasNotAcknowledgedOwesNothing() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.HARD, 10, 5)
                    .read(STRANGER, 1, Route.STORED, 11, 4, FRESH)))
        .isEmpty();
  }

  @Test
  void whatIsNotStoredIsNotHeldToInvalidations() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.HARD, 10, 5)
                    .read(STRANGER, Route.PASSED, 11, 4, "edge-cache;fwd=bypass")))
        .isEmpty();
  }

  @Test
  void aSoftInvalidationAllowsTheOlderOneWhereItIsDeclaredStale() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.SOFT, 10, 5)
                    .read(STRANGER, Route.SOFT, 11, 4, STALE)))
        .isEmpty();
  }

  @Test
  void aSoftInvalidationDoesNotAllowItUndeclared() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.SOFT, 10, 5)
                    .read(STRANGER, Route.SOFT, 11, 4, FRESH)))
        .containsExactly(FRESH_AFTER_ACKNOWLEDGEMENT);
  }

  @Test
  void whatIsDeclaredStaleIsAViolationBelowAHardOne() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.SOFT, 10, 5)
                    .acknowledged(Mode.HARD, 11, 6)
                    .read(STRANGER, Route.SOFT, 12, 4, STALE)))
        .containsExactly(STALE_WITHIN_WINDOW);
  }

  @Test
  void theWindowIsThatOfTheFirstSoftInvalidationThatTheAnswerLacks() {
    long window = Route.SOFT.window().toMillis();
    Events events =
        new Events()
            .acknowledged(Mode.SOFT, 10, 5)
            .acknowledged(Mode.SOFT, 2000, 6)
            .read(STRANGER, Route.SOFT, 11 + window, 5, STALE)
            .read(STRANGER, Route.SOFT, 11 + window, 4, STALE);
    assertThat(Freshness.violations(events.history()))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.promise()).isEqualTo(STALE_WITHIN_WINDOW);
              assertThat(violation.read().version()).isEqualTo(4);
              assertThat(violation.demanded()).isEqualTo(6);
            });
  }

  @Test
  void aRouteWithoutAWindowAllowsNothingStale() {
    assertThat(
            broken(
                new Events()
                    .acknowledged(Mode.SOFT, 10, 5)
                    .read(STRANGER, Route.STORED, 11, 4, STALE)))
        .containsExactly(STALE_WITHIN_WINDOW);
  }
}
