package dev.edgecache.demo;

import java.time.Duration;

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

  /** Rejects what no crowd can do. */
  Scenario {
    require(users >= 1 && users <= 100_000, "users: " + users, "1 to 100000");
    require(perSecond >= 1 && perSecond <= 1_000, "rate: " + perSecond, "1 to 1000 in a second");
    require(duration.toSeconds() >= 1, "duration: " + duration, "a second or more");
    require(earlier >= 0, "earlier requests: " + earlier, "0 or more");
    require(products >= 1 && products <= 100_000, "products: " + products, "1 to 100000");
  }

  private static void require(boolean holds, String value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(value + " (expected: " + expected + ")");
    }
  }
}
