package dev.edgecache.serve.connection;

import java.time.Duration;

/** How often something may happen within a window of time. Not safe for several threads. */
final class EventRate {
  private final int most;
  private final long windowNanos;
  private long windowBegan = System.nanoTime();
  private int events;

  EventRate(int most, Duration window) {
    this.most = most;
    this.windowNanos = window.toNanos();
  }

  /** Counts one event, and tells whether that is one too many. */
  boolean isExceeded() {
    long now = System.nanoTime();
    if (now - windowBegan >= windowNanos) {
      windowBegan = now;
      events = 0;
    }
    events++;
    return events > most;
  }

  /** Lets so many more of them happen within this window. */
  void forgive(int more) {
    events -= more;
  }
}
