package dev.edgecache.check.load;

import dev.edgecache.check.world.Items;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Which item is asked for, by Zipf's law: the item n in proportion to 1 / (n + 1)^0.99. */
final class Popularity {

  private static final double EXPONENT = 0.99;

  private final double[] cumulative = new double[Items.COUNT];

  Popularity() {
    double sum = 0;
    for (int key = 0; key < cumulative.length; key++) {
      sum += Math.pow(key + 1, -EXPONENT);
      cumulative[key] = sum;
    }
  }

  int draw(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    return found < 0 ? -found - 1 : found;
  }
}
