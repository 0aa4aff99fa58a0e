package dev.edgecache.check.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The rate of those who share it: each turn is a fixed time after the one before. */
final class Pace {

  private final long interval;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  Pace(double perSecond) {
    interval = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
  }

  /** Waits for the next turn; turns that nobody was there for are not made up. */
  void await() {
    long now = System.nanoTime();
    long turn = next.updateAndGet(last -> Math.max(last + interval, now));
    LockSupport.parkNanos(turn - now);
  }
}
