package dev.edgecache.demo.shop.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection to the database, with statements that take their parameters as Java values. */
final class Session {

  private final Connection connection;

  /** Makes something of a row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Every row of the answer. */
  <T> List<T> list(String query, RowReader<T> reader, Object... parameters) {
    try (PreparedStatement statement = prepare(query, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    } catch (SQLException e) {
      throw ShopDatabase.failure(e);
    }
  }

  /** The answer's one row, if it has one. */
  <T> Optional<T> first(String query, RowReader<T> reader, Object... parameters) {
    return list(query, reader, parameters).stream().findFirst();
  }

  /** How many rows the statement changed. */
  int update(String command, Object... parameters) {
    try (PreparedStatement statement = prepare(command, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw ShopDatabase.failure(e);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, forDatabase(parameters[i]));
    }
    return statement;
  }

  private Object forDatabase(Object value) throws SQLException {
    return switch (value) {
      case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case String[] texts -> connection.createArrayOf("text", texts);
      case Integer[] numbers -> connection.createArrayOf("int4", numbers);
      case Long[] numbers -> connection.createArrayOf("int8", numbers);
      default -> value;
    };
  }

  /** An instant of a row, as {@link Instant}. */
  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
