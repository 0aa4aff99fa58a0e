package dev.edgecache.cloudfront.invalidation.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * A rate that may be exceeded for a moment: what is taken beyond what is there is owed, and nothing
 * more is given until that is paid.
 */
final class TokenBucket {

  private static final double NANOS = 1e9;

  private final double rate;
  private final double capacity;
  private double tokens;
  private Instant filled;

  /** A full one. */
  TokenBucket(double rate, double capacity, Instant now) {
    this.rate = rate;
    this.capacity = capacity;
    this.tokens = capacity;
    this.filled = now;
  }

  /** When that many may be taken: once they are there, or as many as it holds. */
  Instant ready(double wanted, Instant now) {
    fill(now);
    double missing = Math.min(wanted, capacity) - tokens;
    // A nanosecond more, so that rounding never makes it too early.
    return missing <= 0 ? now : now.plusNanos((long) Math.ceil(missing / rate * NANOS) + 1);
  }

  /** Takes them, be it that some are owed then. */
  void take(double wanted, Instant now) {
    fill(now);
    tokens -= wanted;
  }

  private void fill(Instant now) {
    if (now.isAfter(filled)) {
      double passed = Duration.between(filled, now).toNanos() / NANOS;
      tokens = Math.min(capacity, tokens + passed * rate);
    }
    filled = now;
  }
}
