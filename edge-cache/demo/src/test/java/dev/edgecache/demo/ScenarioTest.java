package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScenarioTest {

  private static Scenario of(Duration duration, int products) {
    return new Scenario(1, 1, duration, 0, products, 1);
  }

  @Test
  void theStandbyIsHeldBackForAQuarterOfAShortRunAndForFiveSecondsOfALongOne() {
    assertThat(of(Duration.ofSeconds(2), 9).lag()).isEqualTo(Duration.ofMillis(500));
    assertThat(of(Duration.ofSeconds(30), 9).lag()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theLastProductsAreWatchedOrAllOfAVerySmallShop() {
    assertThat(of(Duration.ofSeconds(2), 1500).watched()).containsExactly(1497, 1498, 1499, 1500);
    assertThat(of(Duration.ofSeconds(2), 2).watched()).containsExactly(1, 2);
  }
}
