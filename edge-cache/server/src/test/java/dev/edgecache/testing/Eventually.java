package dev.edgecache.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process or thread does in its own time. */
public final class Eventually {

  private static final Duration AT_MOST = Duration.ofSeconds(40);
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private Eventually() {}

  /** Waits until something is so, or fails with what it was instead. */
  public static void until(BooleanSupplier condition, Supplier<?> otherwise) {
    long end = System.nanoTime() + AT_MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + AT_MOST.toSeconds() + " s: " + otherwise.get());
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
