package dev.edgecache.demo.load;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Users who come at random times, whether or not those before them have been served (an open loop,
 * a Poisson process). So a slow answer delays nobody else, and hides nobody's wait.
 */
public final class Arrivals {

  private final Random random;
  private final double meanGapNanos;

  /**
   * A stream of arrivals.
   *
   * @param seed the same seed gives the same times
   * @param perSecond how many come in a second on average
   */
  public Arrivals(long seed, double perSecond) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: above 0)");
    }
    this.random = new Random(seed);
    this.meanGapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** The time from one arrival to the next, in nanoseconds. */
  long nextGap() {
    return Math.round(-Math.log(1 - random.nextDouble()) * meanGapNanos);
  }

  /** At each arrival during this time sends the next request of each crowd. */
  public void run(Duration time, List<Crowd> crowds) throws InterruptedException {
    long start = System.nanoTime();
    for (long at = nextGap(); at < time.toNanos(); at += nextGap()) {
      long intended = start + at;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, intended - System.nanoTime()));
      crowds.forEach(crowd -> crowd.arrive(intended));
    }
    for (Crowd crowd : crowds) {
      crowd.settle();
    }
  }
}
