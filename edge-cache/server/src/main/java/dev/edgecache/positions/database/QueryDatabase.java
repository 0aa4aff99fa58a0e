package dev.edgecache.positions.database;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.Reading.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A database behind the PostgreSQL protocol that tells how far it has come by a query: one row of
 * two numbers, what it has reached and what is visible; the second may be null.
 */
public final class QueryDatabase implements Database {

  private final JdbcSession session;
  private final Question question;

  /**
   * What a database is asked.
   *
   * @param query answered by one row of two columns of type bigint
   * @param role what the database does
   * @param epoch what its numbers belong to
   */
  public record Question(String query, Role role, Epoch epoch) {}

  /**
   * A database that is not asked yet.
   *
   * @param timeout of connecting, and of each answer; a second at least
   */
  public QueryDatabase(DatabaseLogin login, Duration timeout, Question question) {
    this.session = new JdbcSession(login, timeout);
    this.question = question;
  }

  @Override
  public Reading read() throws ReadingException {
    return session.use(this::read);
  }

  private Reading read(Connection connection) throws SQLException, ReadingException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question.query())) {
      if (!row.next()) {
        throw new ReadingException("the query for positions has no row");
      }
      Optional<Position> reached = position(row, 1);
      if (reached.isEmpty()) {
        throw new ReadingException("the query for positions has null in its first column");
      }
      return new Reading(
          question.role(), Lineage.of(question.epoch()), reached.get(), position(row, 2));
    }
  }

  private Optional<Position> position(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(new Position(question.epoch(), value));
  }

  @Override
  public void close() {
    session.close();
  }
}
