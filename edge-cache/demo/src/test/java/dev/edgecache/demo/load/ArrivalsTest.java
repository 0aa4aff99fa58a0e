package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

  private static final int COUNT = 50_000;

  @Test
  void gapsHaveTheMeanAndTheSpreadOfAPoissonProcess() {
    Arrivals arrivals = new Arrivals(3, 200);
    double[] millis =
        LongStream.generate(arrivals::nextGap).limit(COUNT).mapToDouble(n -> n / 1e6).toArray();

    double mean = LongStream.range(0, COUNT).mapToDouble(i -> millis[(int) i]).sum() / COUNT;
    double longer = LongStream.range(0, COUNT).filter(i -> millis[(int) i] > 5).count();
    assertThat(mean).isCloseTo(5.0, within(0.1));
    assertThat(longer / COUNT).as("longer than the mean: 1/e").isCloseTo(0.368, within(0.01));
  }

  @Test
  void nobodyComesAtNoRate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Arrivals(1, 0))
        .withMessageContaining("perSecond: 0");
  }
}
