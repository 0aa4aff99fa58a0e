package dev.edgecache.consistency;

import java.time.Duration;
import java.time.Instant;

/**
 * The loss of a feed of invalidations: what is stored can't be proven any more. It is fresh for a
 * short while after its origin said so, or after the loss, whichever is later.
 *
 * @param since when the feed was lost
 * @param fresh the short while
 */
public record Lapse(Instant since, Duration fresh) {

  /** Rejects a negative time. */
  public Lapse {
    if (fresh.isNegative()) {
      throw new IllegalArgumentException("fresh: " + fresh + " (expected: 0 or more)");
    }
  }

  /** The end of the freshness of an answer that its origin gave at an instant. */
  public Instant endOf(Instant answered) {
    return (answered.isAfter(since) ? answered : since).plus(fresh);
  }

  /** The loss of both feeds: since the earlier, and fresh for the shorter while. */
  public Lapse merge(Lapse other) {
    return new Lapse(
        since.isBefore(other.since) ? since : other.since,
        fresh.compareTo(other.fresh) < 0 ? fresh : other.fresh);
  }
}
