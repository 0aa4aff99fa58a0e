package dev.edgecache.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A running PostgreSQL server: a primary or a standby. */
public abstract sealed class Server permits Primary, Standby {

  final Cluster cluster;
  final Instance instance;

  Server(Cluster cluster, Instance instance) {
    this.cluster = cluster;
    this.instance = instance;
  }

  /** What it was called when it was made. */
  public String name() {
    return instance.name();
  }

  /** Connects as administrator to its one database, over a new connection each time. */
  public DataSource dataSource() {
    return instance.login().dataSource();
  }

  /** A new connection as administrator. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /** What it has reached now: a standby by replaying, a primary by flushing its log. */
  public Position position() {
    try (Connection connection = connect()) {
      return Position.reached(connection);
    } catch (SQLException e) {
      throw new PostgresException(name() + ": " + e.getMessage(), e);
    }
  }

  /** Stops it, if it runs; transactions under way are undone, and nothing committed is lost. */
  public void stop() {
    if (instance.isRunning()) {
      instance.stop(Instance.Ending.FAST);
    }
  }

  /** Ends it as a failing machine would: at once, so that the next start has to recover. */
  public void crash() {
    instance.stop(Instance.Ending.IMMEDIATE);
  }

  /** Starts it again on the same port, stopping it first if it runs. */
  public void restart() {
    stop();
    instance.start();
  }
}
