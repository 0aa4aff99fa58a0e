package dev.edgecache.cloudfront.fake;

import java.time.Duration;
import java.time.Instant;

/** A rate that a fake CloudFront enforces: nothing is given while something is owed. */
final class FakeRate {

  private final double rate;
  private final double most;
  private double left;
  private Instant at;

  FakeRate(double rate, double most, Instant now) {
    this.rate = rate;
    this.most = most;
    this.left = most;
    this.at = now;
  }

  boolean permits(double wanted, Instant now) {
    left = Math.min(most, left + Math.max(0, Duration.between(at, now).toNanos()) / 1e9 * rate);
    at = now;
    // Clocks of two sides are never quite the same.
    return left + 0.01 >= Math.min(wanted, most);
  }

  void take(double wanted) {
    left -= wanted;
  }
}
