package dev.edgecache.check.world;

import dev.edgecache.postgres.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The connections to one database server; each statement is a transaction of its own. */
final class Connections implements AutoCloseable {

  private final Server server;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** Makes something of what a connection says. */
  @FunctionalInterface
  interface Use<R> {
    R of(Connection connection) throws SQLException;
  }

  Connections(Server server) {
    this.server = server;
  }

  /** A connection whose use fails is closed. */
  <R> R use(Use<R> use) throws SQLException {
    Connection pooled = idle.poll();
    Connection connection = pooled == null ? server.connect() : pooled;
    try {
      R result = use.of(connection);
      idle.push(connection);
      return result;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The first column of the one row that a statement yields. */
  static String one(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
