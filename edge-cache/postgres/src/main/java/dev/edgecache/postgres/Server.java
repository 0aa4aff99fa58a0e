package dev.edgecache.postgres;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), instance.login().port());
  }

  /** The name of its administrator. */
  public String user() {
    return instance.login().user();
  }

  /** The password of its administrator. */
  public String password() {
    return instance.login().password();
  }

  /** The name of its one database. */
  public String database() {
    return instance.login().database();
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
