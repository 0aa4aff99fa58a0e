package dev.edgecache.positions.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * How a PostgreSQL server is reached.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, perhaps with parameters of the driver
 *     such as {@code sslmode=verify-full}; names one server
 * @param user the user; empty for the driver's default
 * @param password a secret; asked for each connection
 */
public record DatabaseLogin(
    String url, Optional<String> user, Optional<Supplier<String>> password) {

  /** What a URL must match: one server, no user and no password. */
  public static final String URL_FORM = "jdbc:postgresql://[^\\s,/?#@]+/[^\\s?#]+(\\?\\S*)?";

  /** Rejects several servers, of which any might answer, and secrets in the URL. */
  public DatabaseLogin {
    if (!url.matches(URL_FORM)) {
      throw new IllegalArgumentException(
          "url: (expected: jdbc:postgresql://host:port/database, with one host and no user)");
    }
    if (url.matches(".*[?&](user|password|sslpassword)=.*")) {
      throw new IllegalArgumentException(
          "url: names a user or password (expected: the keys user and password beside it)");
    }
  }

  /**
   * A new connection.
   *
   * @param timeout of connecting, and of each answer; a second at least
   */
  public Connection connect(Duration timeout) throws SQLException {
    return DriverManager.getConnection(url, properties(timeout));
  }

  /**
   * A new connection that takes commands of the replication protocol, and statements one at a time;
   * the user needs the attribute {@code REPLICATION}.
   *
   * @param timeout of connecting, and of each answer; a second at least
   */
  public Connection connectForReplication(Duration timeout) throws SQLException {
    Properties properties = properties(timeout);
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "13");
    properties.setProperty("preferQueryMode", "simple");
    return DriverManager.getConnection(url, properties);
  }

  private Properties properties(Duration timeout) {
    String seconds = String.valueOf(Math.max(1, timeout.toSeconds()));
    Properties properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    password.ifPresent(secret -> properties.setProperty("password", secret.get()));
    properties.setProperty("ApplicationName", "edge-cache");
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  /** The server alone. */
  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "");
  }
}
