package dev.edgecache.demo.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ranks drawn by Zipf's law: the rank r comes up in proportion to 1 / r^exponent. */
final class Zipf {

  private final double[] cumulative;

  Zipf(int ranks, double exponent) {
    if (ranks < 1) {
      throw new IllegalArgumentException("ranks: " + ranks + " (expected: 1 or more)");
    }
    cumulative = new double[ranks];
    double sum = 0;
    for (int rank = 1; rank <= ranks; rank++) {
      sum += Math.pow(rank, -exponent);
      cumulative[rank - 1] = sum;
    }
  }

  /** A rank from 1 to the number of ranks. */
  int draw(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return (found < 0 ? -found - 1 : found) + 1;
  }
}
