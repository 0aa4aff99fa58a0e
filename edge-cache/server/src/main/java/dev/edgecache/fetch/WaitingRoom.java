package dev.edgecache.fetch;

import java.util.concurrent.atomic.AtomicInteger;

/** The count of requests that wait for fetches which others began. */
final class WaitingRoom {

  private final WaitLimits limits;
  private final AtomicInteger waiting = new AtomicInteger();

  WaitingRoom(WaitLimits limits) {
    this.limits = limits;
  }

  /**
   * Lets one more request wait, if there is room.
   *
   * @param same the number of those that wait for the same fetch
   */
  boolean tryEnter(int same) {
    if (same >= limits.perFetch()) {
      return false;
    }
    if (waiting.incrementAndGet() <= limits.inAll()) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  /** Says that so many wait no longer. */
  void leave(int requests) {
    waiting.addAndGet(-requests);
  }
}
