package dev.edgecache.invalidation.log;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread of its own. */
public final class BackgroundThread implements Background, AutoCloseable {

  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor thread;

  /** The thread of a log, which begins with its first work. */
  public BackgroundThread() {
    this("invalidation-log");
  }

  /** A thread of that name, which begins with its first work. */
  public BackgroundThread(String name) {
    thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public void run(Runnable task) {
    thread.execute(task);
  }

  @Override
  public void after(Duration pause, Runnable task) {
    var _ = thread.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Finishes what was to be done soon, for ten seconds at most; what comes later is not done. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WORK.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
