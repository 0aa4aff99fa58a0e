package dev.edgecache.origin.choice;

import java.time.Duration;

/** What runs tasks later, on any thread. */
public interface Delay {

  /**
   * Runs the task after that time, unless it is called off before.
   *
   * @return calls it off; idempotent
   */
  Runnable after(Duration time, Runnable task);
}
