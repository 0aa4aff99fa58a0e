package dev.edgecache.origin.http1.message;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a connection, confined to its event loop. Moving the deadline later costs a
 * field write: the task that was scheduled wakes, sees that the deadline has moved, and sleeps
 * again.
 */
public final class Timer implements Runnable {
  private final EventLoop loop;
  private final Runnable expired;
  private @Nullable Future<?> task;
  private long wakesAt;
  private boolean armed;
  private long deadline;

  public Timer(EventLoop loop, Runnable expired) {
    this.loop = loop;
    this.expired = expired;
  }

  /** Sets the deadline, as a reading of {@link System#nanoTime()}. */
  public void arm(long nanoTime) {
    deadline = nanoTime;
    armed = true;
    Future<?> scheduled = task;
    if (scheduled == null) {
      schedule();
    } else if (nanoTime - wakesAt < 0) {
      scheduled.cancel(false);
      schedule();
    }
  }

  /** Removes the deadline and whatever waits for it. */
  public void stop() {
    armed = false;
    Future<?> scheduled = task;
    if (scheduled != null) {
      scheduled.cancel(false);
      task = null;
    }
  }

  @Override
  public void run() {
    task = null;
    if (armed && deadline - System.nanoTime() > 0) {
      schedule();
    } else if (armed) {
      armed = false;
      expired.run();
    }
  }

  private void schedule() {
    wakesAt = deadline;
    task = loop.schedule(this, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
