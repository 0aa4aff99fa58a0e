package dev.edgecache.invalidation.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Work that waits until the test has it done. */
final class ManualBackground implements Background {

  private final Deque<Runnable> soon = new ArrayDeque<>();
  private Optional<Runnable> later = Optional.empty();
  private Duration lastPause = Duration.ZERO;

  @Override
  public void run(Runnable task) {
    soon.add(task);
  }

  @Override
  public void after(Duration pause, Runnable task) {
    if (later.isPresent()) {
      throw new AssertionError("two things after pauses");
    }
    later = Optional.of(task);
    lastPause = pause;
  }

  /** Does all that was to be done soon. */
  void runAll() {
    while (!soon.isEmpty()) {
      soon.removeFirst().run();
    }
  }

  /** Lets the pause pass; returns how long it was. */
  Duration pass() {
    Runnable task = later.orElseThrow();
    Duration passed = lastPause;
    later = Optional.empty();
    task.run();
    runAll();
    return passed;
  }

  boolean isPausing() {
    return later.isPresent();
  }
}
