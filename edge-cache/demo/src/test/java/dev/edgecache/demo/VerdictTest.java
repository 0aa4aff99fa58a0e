package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.load.Tally.Figures;
import dev.edgecache.demo.prices.PriceFigures;
import dev.edgecache.demo.prices.PriceFigures.Delay;
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

  private static PriceFigures prices(int old, int lagging) {
    Delay right = new Delay(Duration.ofMillis(130), Duration.ofMillis(240), Duration.ofMillis(260));
    return new PriceFigures(58, 0, 406, 0, old, lagging, right);
  }

  private static final PriceFigures PRICES = prices(0, 84);
  private static final Figures DIRECT = figures(1000, 0, 0, 375, 400);
  private static final Figures THROUGH = figures(1000, 900, 0, 8, 79);

  @Test
  void holdsAtItsBounds() {
    assertThat(Verdict.of(DIRECT, THROUGH, PRICES).holds()).isTrue();
    assertThat(
            Verdict.of(figures(1000, 0, 1, 301, 400), figures(1000, 900, 1, 8, 79), prices(0, 1))
                .holds())
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
    Verdict verdict = Verdict.of(DIRECT, figures(answers, hits, failures, 8, p95), PRICES);

    assertThat(verdict.holds()).as(what).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a direct way that is not far, 1000, 0, 300, 400",
    "failures on the direct way,   1000, 2, 375, 400",
    "nothing measured,             0,    0, 0,   0"
  })
  void failsWhenTheDirectWayShowsNothing(String what, int answers, int failures, int p50, int p95) {
    Verdict verdict = Verdict.of(figures(answers, 0, failures, p50, p95), THROUGH, PRICES);

    assertThat(verdict.holds()).as(what).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 84, 84 while the standby lagged; old: 1", "0, 0, 0 while the standby lagged"})
  void failsWhenAnOldPriceWasSeenAndWhenThereWasNoneToSee(int old, int lagging, String figures) {
    Verdict verdict = Verdict.of(DIRECT, THROUGH, prices(old, lagging));

    assertThat(verdict.claims())
        .filteredOn(claim -> !claim.holds())
        .singleElement()
        .extracting(Verdict.Claim::text)
        .asString()
        .isEqualTo(
            "no price older than an acknowledged change was seen: 58 changes, 406 reads, "
                + figures);
  }

  @Test
  void saysWhatWasMeasured() {
    assertThat(Verdict.of(DIRECT, THROUGH, PRICES).claims())
        .extracting(Verdict.Claim::text)
        .contains(
            "through the cache, p95 is under 80.0 ms: 79.0 ms",
            "at least 90.0 % of all answers through the cache are hits: 90.0 %",
            "direct, even p50 is over 300.0 ms: 375.0 ms",
            "no price older than an acknowledged change was seen: 58 changes, 406 reads, 84 while"
                + " the standby lagged");
  }
}
