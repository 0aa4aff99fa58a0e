package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.load.Kind;
import dev.edgecache.demo.load.Tally.Figures;
import dev.edgecache.demo.load.Tally.Snapshot;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FiguresTableTest {

  @Test
  void showsBothWaysSideBySide() {
    Figures direct =
        new Figures(
            120, 0, 1, Duration.ofMillis(374), Duration.ofMillis(391), Duration.ofMillis(402));
    Figures through =
        new Figures(
            121,
            115,
            0,
            Duration.ofNanos(6_940_000),
            Duration.ofMillis(52),
            Duration.ofMillis(1204));

    assertThat(
            FiguresTable.lines(
                new Snapshot(Map.of(Kind.PRODUCT, direct), direct),
                new Snapshot(Map.of(Kind.PRODUCT, through, Kind.CART, through), through)))
        .containsExactly(
            "                    direct to us-east-1            through edge-cache in eu-west-1",
            "route        answers    p50    p95    p99   answers    p50    p95    p99   hits",
            "-------------------------------------------------------------------------------",
            "product          120    374    391    402       121    6.9     52   1204  95.0%",
            "cart               0      -      -      -       121    6.9     52   1204  95.0%",
            "-------------------------------------------------------------------------------",
            "all              120    374    391    402       121    6.9     52   1204  95.0%",
            "times in milliseconds; failed requests: 1 direct, 0 through edge-cache");
  }
}
