package dev.edgecache.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room for bodies on their way into a store: a budget of bytes that all growing bodies share,
 * so that any number of slow readers of any number of bodies takes a bounded part of the heap.
 */
public final class Retention {

  private final long budget;
  private final AtomicLong held = new AtomicLong();

  /** Room for that many bytes. */
  public Retention(long budget) {
    if (budget <= 0) {
      throw new IllegalArgumentException("budget: " + budget + " bytes (expected: more than 0)");
    }
    this.budget = budget;
  }

  /** Takes room for more bytes, if there is enough. */
  boolean tryHold(long bytes) {
    if (held.addAndGet(bytes) <= budget) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Gives room back. */
  void letGo(long bytes) {
    held.addAndGet(-bytes);
  }

  /** The bytes that are held now. */
  public long held() {
    return held.get();
  }
}
