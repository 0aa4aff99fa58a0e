package dev.edgecache.demo.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.prices.PriceFigures.Delay;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PriceFiguresTest {

  @Test
  void saysTheEssenceFirstAndWhetherThereWasAnythingToSee() {
    Delay right = new Delay(Duration.ofMillis(131), Duration.ofMillis(240), Duration.ofMillis(260));

    assertThat(new PriceFigures(58, 1, 406, 2, 0, 84, right).lines())
        .containsExactly(
            "prices: 58 changes in the US, then 406 reads in Europe: 0 old prices",
            "        84 reads while the standby lagged; failed: 1 changes, 2 reads",
            "        commit to right answer after acknowledgement: p50 131, p95 240, max 260 ms");
  }
}
