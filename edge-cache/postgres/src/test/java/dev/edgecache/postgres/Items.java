package dev.edgecache.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.replication.LogSequenceNumber;

/** A table of numbers that tests change on one server and read on others. */
final class Items {

  private Items() {}

  static void create(Primary primary) throws SQLException {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE item (id int PRIMARY KEY, value int NOT NULL)");
    }
  }

  /** Commits the value, and returns how far the log was flushed after that. */
  static LogSequenceNumber commit(Primary primary, int id, int value) throws SQLException {
    try (Connection connection = primary.connect()) {
      write(connection, id, value);
      return Position.reached(connection).lsn();
    }
  }

  static void write(Connection connection, int id, int value) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO item VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value ="
                + " excluded.value")) {
      upsert.setInt(1, id);
      upsert.setInt(2, value);
      upsert.executeUpdate();
    }
  }

  /** The value, 0 where there is none. */
  static int read(Server server, int id) throws SQLException {
    try (Connection connection = server.connect()) {
      return read(connection, id);
    }
  }

  static int read(Connection connection, int id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT coalesce((SELECT value FROM item WHERE id = ?), 0)")) {
      select.setInt(1, id);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
