package dev.edgecache.testing;

import java.time.Duration;
import java.time.Instant;

/** Time that stands still until a test moves it. */
public final class ManualTime {

  private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");

  private volatile Instant now = START;

  /** The time of day. */
  public Instant instant() {
    return now;
  }

  /** Nanoseconds since some instant. */
  public long nanos() {
    return Duration.between(START, now).toNanos();
  }

  /** Lets time pass. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
