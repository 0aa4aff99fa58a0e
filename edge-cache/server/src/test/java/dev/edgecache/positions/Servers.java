package dev.edgecache.positions;

import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.PositionSettings.Pace;
import dev.edgecache.positions.PositionSettings.Source;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.postgres.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** Real PostgreSQL servers, as positions are read from them. */
public final class Servers {

  /** What the user of a cache may do, as docs/operations.md says. */
  public static final String CREATE_USER =
      "CREATE ROLE cache LOGIN REPLICATION PASSWORD 'secret' IN ROLE pg_monitor";

  private Servers() {}

  public static DatabaseLogin login(Server server, String user, String password) {
    PGSimpleDataSource source = (PGSimpleDataSource) server.dataSource();
    return new DatabaseLogin(
        "jdbc:postgresql://127.0.0.1:" + source.getPortNumbers()[0] + "/postgres",
        Optional.of(user),
        Optional.of(() -> password));
  }

  /** As the user that {@link #CREATE_USER} makes. */
  public static DatabaseLogin login(Server server) {
    return login(server, "cache", "secret");
  }

  static Positions open(Databases<DatabaseLogin> databases) {
    return open(new PositionSettings.Postgresql(databases));
  }

  static Positions open(Source source) {
    return Positions.open(
        new PositionSettings(
            source,
            new Pace(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofSeconds(2)),
            PositionSettings.DEFAULT_ALERT),
        InstantSource.system(),
        System::nanoTime);
  }

  public static void execute(Server server, String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
