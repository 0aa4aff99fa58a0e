package dev.edgecache.serve.wire;

import java.util.concurrent.RejectedExecutionException;
import org.xnio.XnioIoThread;

/** The way of a task to the I/O thread of its connection. */
final class IoHop {
  private IoHop() {}

  /**
   * Runs the task at once on its I/O thread, and hands it over from any other.
   *
   * @param ended runs instead when the thread has ended, because the server was stopped
   */
  static void run(XnioIoThread thread, Runnable task, Runnable ended) {
    if (Thread.currentThread().equals(thread)) {
      task.run();
      return;
    }
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      ended.run();
    }
  }
}
