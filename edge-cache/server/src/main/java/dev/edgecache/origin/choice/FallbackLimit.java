package dev.edgecache.origin.choice;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The room for reads that the primary answers in place of the local origin, so that trouble there
 * never becomes a stampede on the primary. Nobody waits for it.
 */
public final class FallbackLimit {

  private final int most;
  private final Semaphore room;
  private final LongAdder refused = new LongAdder();

  /** Room for so many reads at a time. */
  public FallbackLimit(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most: " + most + " (expected: 0 or more)");
    }
    this.most = most;
    this.room = new Semaphore(most);
  }

  /** One read's room, until it is given back. */
  static final class Permit {
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final Semaphore room;

    private Permit(Semaphore room) {
      this.room = room;
    }

    /** Gives the room back; idempotent. */
    void release() {
      if (held.compareAndSet(true, false)) {
        room.release();
      }
    }
  }

  /** Room for one read, if there is any now. */
  Optional<Permit> enter() {
    if (room.tryAcquire()) {
      return Optional.of(new Permit(room));
    }
    refused.increment();
    return Optional.empty();
  }

  /** The number of reads that are under way. */
  public int inUse() {
    return most - room.availablePermits();
  }

  /** The number of reads that found no room. */
  public long refused() {
    return refused.sum();
  }
}
