package dev.edgecache.invalidation.log;

import java.time.Duration;

/** Where a log does what takes time: one thing after the other. */
public interface Background {

  /** Does something soon. */
  void run(Runnable task);

  /** Does something after a pause. */
  void after(Duration pause, Runnable task);
}
