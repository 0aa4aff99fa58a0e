package dev.edgecache.sources.wal;

import dev.edgecache.positions.database.DatabaseLogin;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the primary to log its running transactions, which a new slot on a standby waits for, again
 * and again until it is closed.
 */
final class SnapshotRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRequests.class);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Optional<Thread> thread;
  private volatile boolean closed;

  private SnapshotRequests(Optional<DatabaseLogin> primary, Duration timeout) {
    this.thread =
        primary.map(
            login ->
                Thread.ofVirtual()
                    .name("snapshots of the primary")
                    .unstarted(() -> run(login, timeout)));
  }

  /** Begins to ask, if it is said whom. */
  static SnapshotRequests of(WalSettings settings) {
    SnapshotRequests requests = new SnapshotRequests(settings.primary(), settings.timeout());
    requests.thread.ifPresent(Thread::start);
    return requests;
  }

  private void run(DatabaseLogin primary, Duration timeout) {
    try (Connection connection = primary.connect(timeout);
        Statement statement = connection.createStatement()) {
      while (!closed) {
        statement.execute("SELECT pg_log_standby_snapshot()");
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (SQLException e) {
      if (!closed) {
        LOG.warn(
            "{} does not log its running transactions at once, so that a slot may wait (expected:"
                + " GRANT EXECUTE ON FUNCTION pg_log_standby_snapshot() TO the user): {}",
            primary,
            e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.ifPresent(Thread::interrupt);
  }
}
