package dev.edgecache.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits, for a limited time, for something that another process does. */
public final class Await {

  /** More than any server needs on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  /** Something that holds sooner or later. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds now; a server that cannot be asked counts as no. */
    boolean holds() throws SQLException;
  }

  private Await() {}

  /**
   * Returns once the condition holds.
   *
   * @param what the condition in words, for the message
   * @throws PostgresException if it does not hold within {@link #PATIENCE}
   */
  public static void until(String what, Condition condition) {
    until(what, PATIENCE, condition);
  }

  /**
   * Returns once the condition holds.
   *
   * @param what the condition in words, for the message
   * @throws PostgresException if it does not hold in this time
   */
  public static void until(String what, Duration time, Condition condition) {
    long start = System.nanoTime();
    @Nullable SQLException last = null;
    do {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (SQLException e) {
        last = e;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new PostgresException("interrupted while waiting until " + what);
      }
    } while (System.nanoTime() - start < time.toNanos());
    String message = "waited " + time.toMillis() + " ms in vain until " + what;
    throw last == null ? new PostgresException(message) : new PostgresException(message, last);
  }
}
