package dev.edgecache.check;

import dev.edgecache.check.world.Protection;
import java.time.Duration;

/**
 * What a run does.
 *
 * @param reads how many answers it is to judge
 * @param limit how long it may take to get them
 * @param readsPerSecond how many are asked for in a second, about
 * @param protection what the proxies know of the databases
 * @param seed what everybody does is drawn from it
 */
record Scenario(
    long reads, Duration limit, double readsPerSecond, Protection protection, long seed) {

  /** Rejects a run of nothing. */
  Scenario {
    if (reads < 1) {
      throw new IllegalArgumentException("--reads: " + reads + " (expected: 1 or more)");
    }
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("--minutes: " + limit + " (expected: more than 0)");
    }
    if (!(readsPerSecond > 0)) {
      throw new IllegalArgumentException("--rate: " + readsPerSecond + " (expected: more than 0)");
    }
  }
}
