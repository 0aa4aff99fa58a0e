package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.load.Tally.Figures;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TallyTest {

  private static final Answer HIT = new Answer(200, "edge-cache; hit; ttl=12", "", "");
  private static final Answer MISS = new Answer(200, "edge-cache; fwd=uri-miss; stored", "", "");

  private final Tally tally = new Tally();

  @Test
  void percentilesAreThoseOfTheLatenciesWithinAThousandth() {
    for (int millis = 1; millis <= 1000; millis++) {
      tally.answered(Kind.PRODUCT, Duration.ofMillis(millis), MISS);
    }

    Figures product = tally.snapshot().all();

    assertThat(product.p50().toNanos()).isCloseTo(500_000_000L, Percentage.withPercentage(0.2));
    assertThat(product.p95().toNanos()).isCloseTo(950_000_000L, Percentage.withPercentage(0.2));
    assertThat(product.p99().toNanos()).isCloseTo(990_000_000L, Percentage.withPercentage(0.2));
  }

  @Test
  void percentilesOfAllAreNotTheMeanOfThoseOfTheKinds() {
    for (int i = 0; i < 99; i++) {
      tally.answered(Kind.PRODUCT, Duration.ofMillis(2), HIT);
    }
    tally.answered(Kind.CHECKOUT, Duration.ofSeconds(1), MISS);

    assertThat(tally.snapshot().all().p95()).isLessThan(Duration.ofMillis(3));
    assertThat(tally.snapshot().all().hitRatio()).isEqualTo(0.99);
    assertThat(tally.snapshot().byKind()).containsOnlyKeys(Kind.PRODUCT, Kind.CHECKOUT);
  }

  @Test
  void whatFailsIsCountedAndMakesNothingFaster() {
    tally.answered(Kind.PRODUCT, Duration.ofMillis(100), MISS);
    tally.answered(Kind.PRODUCT, Duration.ZERO, new Answer(502, "edge-cache; hit", "", ""));
    tally.failed(Kind.PRODUCT);

    Figures all = tally.snapshot().all();

    assertThat(all.answers()).isEqualTo(1);
    assertThat(all.failures()).isEqualTo(2);
    assertThat(all.hits()).isZero();
    assertThat(all.p50()).isGreaterThan(Duration.ofMillis(99));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edge-cache; hit|true",
        "edge-cache; hit; ttl=-3|true",
        "edge-cache; fwd=stale; stored|false",
        "edge-cache; hit=?0|false",
        "Inner; hit, edge-cache; fwd=uri-miss|false",
        "Inner; fwd=uri-miss, edge-cache; hit|true",
        "edge-cache; hit; detail=\"a|false",
        "''|false"
      })
  void aHitIsOneOfTheCacheNextToTheUser(String cacheStatus, boolean hit) {
    assertThat(new Answer(200, cacheStatus, "", "").isHit()).isEqualTo(hit);
  }
}
