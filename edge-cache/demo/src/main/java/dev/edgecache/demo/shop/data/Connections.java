package dev.edgecache.demo.shop.data;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The connections to one server. Each is tried before it is used again, so that a server that was
 * away is used as soon as it is back.
 */
final class Connections implements AutoCloseable {

  private static final int MOST = 20;
  private static final int PATIENCE_SECONDS = 1;

  private final DataSource server;
  private final Semaphore free = new Semaphore(MOST, true);
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** Makes something of what a connection says. */
  @FunctionalInterface
  interface Use<R> {
    R of(Connection connection) throws SQLException;
  }

  Connections(DataSource server) {
    this.server = server;
  }

  /** A connection whose use fails is closed, which undoes its transaction. */
  <R> R use(Use<R> use) throws SQLException {
    acquire();
    try {
      Connection connection = working();
      try {
        R result = use.of(connection);
        idle.push(connection);
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } finally {
      free.release();
    }
  }

  private void acquire() throws SQLException {
    try {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLTransientConnectionException("all " + MOST + " connections are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted", e);
    }
  }

  private Connection working() throws SQLException {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      if (next.isValid(PATIENCE_SECONDS)) {
        return next;
      }
      next.close();
    }
    return server.getConnection();
  }

  @Override
  public void close() {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      try {
        next.close();
      } catch (SQLException e) {
        throw ShopDatabase.failure(e);
      }
    }
  }
}
