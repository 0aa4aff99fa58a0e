package dev.edgecache.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until a test moves it. */
public final class ManualTime {

  private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  /** The time of day. */
  public Instant instant() {
    return now.get();
  }

  /** Nanoseconds since some instant. */
  public long nanos() {
    return Duration.between(START, now.get()).toNanos();
  }

  /** Lets time pass. */
  public void advance(Duration by) {
    now.updateAndGet(before -> before.plus(by));
  }
}
