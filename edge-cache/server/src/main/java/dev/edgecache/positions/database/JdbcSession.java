package dev.edgecache.positions.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that is kept, and opened anew after a failure. */
final class JdbcSession implements AutoCloseable {

  private final DatabaseLogin login;
  private final Duration timeout;
  private volatile @Nullable Connection connection;

  /** Something that is done with a connection outside of any transaction. */
  @FunctionalInterface
  interface Use<R> {
    R with(Connection connection) throws SQLException, ReadingException;
  }

  /**
   * A session that is not open yet.
   *
   * @param timeout of connecting, and of each answer; a second at least
   */
  JdbcSession(DatabaseLogin login, Duration timeout) {
    this.login = login;
    this.timeout = timeout;
  }

  /** Uses the connection. After any failure the next use opens another one. */
  <R> R use(Use<R> use) throws ReadingException {
    Connection current = connection;
    try {
      if (current == null) {
        current = login.connect(timeout);
        connection = current;
      }
      return use.with(current);
    } catch (SQLException e) {
      close();
      throw new ReadingException(login + ": " + e.getMessage(), e);
    } catch (ReadingException e) {
      close();
      throw e;
    }
  }

  /** Another connection to the same server, for the caller to close. */
  Connection connectForReplication() throws SQLException {
    return login.connectForReplication(timeout);
  }

  /** Ends the connection, whatever it is doing. */
  @Override
  public void close() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException gone) {
        // It is of no more use either way.
      }
    }
  }
}
