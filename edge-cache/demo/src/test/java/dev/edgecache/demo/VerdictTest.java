package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.load.Tally.Figures;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerdictTest {

  private static Figures figures(int answers, int hits, int failures, int p50, int p95) {
    return new Figures(
        answers,
        hits,
        failures,
        Duration.ofMillis(p50),
        Duration.ofMillis(p95),
        Duration.ofMillis(p95 + 10));
  }

  private static final Figures DIRECT = figures(1000, 0, 0, 375, 400);
  private static final Figures THROUGH = figures(1000, 900, 0, 8, 79);

  @Test
  void holdsAtItsBounds() {
    assertThat(Verdict.of(DIRECT, THROUGH).holds()).isTrue();
    assertThat(Verdict.of(figures(1000, 0, 1, 301, 400), figures(1000, 900, 1, 8, 79)).holds())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a slow p95,       1000, 900, 0, 80",
    "too few hits,     1000, 899, 0, 79",
    "failures,         1000, 900, 2, 79",
    "too few answers,  199,  199, 0, 79",
    "nothing measured, 0,    0,   0, 0"
  })
  void failsWhenEuropeIsNotServed(String what, int answers, int hits, int failures, int p95) {
    Verdict verdict = Verdict.of(DIRECT, figures(answers, hits, failures, 8, p95));

    assertThat(verdict.holds()).as(what).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a direct way that is not far, 1000, 0, 300, 400",
    "failures on the direct way,   1000, 2, 375, 400",
    "nothing measured,             0,    0, 0,   0"
  })
  void failsWhenTheDirectWayShowsNothing(String what, int answers, int failures, int p50, int p95) {
    Verdict verdict = Verdict.of(figures(answers, 0, failures, p50, p95), THROUGH);

    assertThat(verdict.holds()).as(what).isFalse();
  }

  @Test
  void saysWhatWasMeasured() {
    assertThat(Verdict.of(DIRECT, THROUGH).claims())
        .extracting(Verdict.Claim::text)
        .contains(
            "through the cache, p95 is under 80.0 ms: 79.0 ms",
            "at least 90.0 % of all answers through the cache are hits: 90.0 %",
            "direct, even p50 is over 300.0 ms: 375.0 ms");
  }
}
