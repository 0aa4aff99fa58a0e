package dev.edgecache.coding;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that encode large bodies; they refuse a body when many wait already. */
public final class EncodingThreads implements Executor, AutoCloseable {

  private static final int MOST_WAITING = 256;

  private final ThreadPoolExecutor threads;

  /** So many threads, which end when there is nothing to do. */
  public EncodingThreads(int count) {
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("edge-cache-encoding-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
