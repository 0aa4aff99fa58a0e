package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ZipfTest {

  private static final int DRAWS = 200_000;

  private static int[] draws(int ranks, double exponent) {
    int[] counts = new int[ranks + 1];
    Random random = new Random(11);
    Zipf zipf = new Zipf(ranks, exponent);
    for (int i = 0; i < DRAWS; i++) {
      counts[zipf.draw(random)]++;
    }
    return counts;
  }

  @Test
  void theFirstRankComesTwiceAsOftenAsTheSecondAndTenTimesAsOftenAsTheTenth() {
    int[] counts = draws(1000, 1.0);

    assertThat((double) counts[1] / counts[2]).isCloseTo(2.0, within(0.1));
    assertThat((double) counts[1] / counts[10]).isCloseTo(10.0, within(0.6));
  }

  @Test
  void everyRankComesUpAndNoOther() {
    int[] counts = draws(20, 0.7);

    assertThat(counts[0]).isZero();
    for (int rank = 1; rank <= 20; rank++) {
      assertThat(counts[rank]).isPositive();
    }
  }

  @Test
  void noRanksCannotBeDrawnFrom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Zipf(0, 1))
        .withMessageContaining("ranks: 0");
  }
}
