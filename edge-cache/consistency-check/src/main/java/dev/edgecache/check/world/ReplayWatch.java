package dev.edgecache.check.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Notes again and again how far a standby has come. */
public final class ReplayWatch implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Items items;
  private final int standby;
  private final BooleanSupplier going;

  /** Watches one standby for as long as that is true. */
  public ReplayWatch(Items items, int standby, BooleanSupplier going) {
    this.items = items;
    this.standby = standby;
    this.going = going;
  }

  @Override
  public void run() {
    while (going.getAsBoolean()) {
      items.watch(standby);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
