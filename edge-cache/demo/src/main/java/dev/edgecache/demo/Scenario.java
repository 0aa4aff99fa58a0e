package dev.edgecache.demo;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many users come, how often, for how long, and to what.
 *
 * @param users how many different users there are on each way
 * @param perSecond how many requests they send in a second, on each way
 * @param duration how long they are measured
 * @param earlier how many requests of others the cache has seen before
 * @param products how many products the shop sells
 * @param seed the same seed gives the same shop, requests and times
 */
record Scenario(
    int users, double perSecond, Duration duration, int earlier, int products, long seed) {

  private static final Duration LONGEST_LAG = Duration.ofSeconds(5);
  private static final int WATCHED = 4;

  /** Rejects what no crowd can do. */
  Scenario {
    require(users >= 1 && users <= 100_000, "users: " + users, "1 to 100000");
    require(perSecond >= 1 && perSecond <= 1_000, "rate: " + perSecond, "1 to 1000 in a second");
    require(duration.toSeconds() >= 1, "duration: " + duration, "a second or more");
    require(earlier >= 0, "earlier requests: " + earlier, "0 or more");
    require(products >= 1 && products <= 100_000, "products: " + products, "1 to 100000");
  }

  /** How long the standby is held back in the middle. */
  Duration lag() {
    Duration quarter = duration.dividedBy(4);
    return quarter.compareTo(LONGEST_LAG) < 0 ? quarter : LONGEST_LAG;
  }

  /**
   * Products whose prices are raised: the last ones, which few ask for, as what the cache must
   * fetch anew because of a change is no part of what is measured.
   */
  List<Integer> watched() {
    return IntStream.rangeClosed(Math.max(1, products - WATCHED + 1), products).boxed().toList();
  }

  private static void require(boolean holds, String value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(value + " (expected: " + expected + ")");
    }
  }
}
