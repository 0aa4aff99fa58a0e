package dev.edgecache.demo.shop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** How long the services behind the API take: their databases, and each other. */
@FunctionalInterface
public interface ServiceTime {

  /** Takes no time at all. */
  ServiceTime NONE = work -> {};

  /** Takes from 0.7 to 1.3 of the time that the work is said to take, evenly spread. */
  ServiceTime VARIED =
      work -> {
        long nanos = (long) (work.toNanos() * ThreadLocalRandom.current().nextDouble(0.7, 1.3));
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      };

  /** Blocks the calling thread for about as long as the work takes. */
  void pass(Duration work);
}
