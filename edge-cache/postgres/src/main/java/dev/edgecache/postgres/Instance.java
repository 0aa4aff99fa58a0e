package dev.edgecache.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** One server's folder, port and process. */
final class Instance {

  /** How a server ends. */
  enum Ending {
    /** Transactions end, standbys get what there is, and the next start is clean. */
    FAST,
    /** At once, as if the machine had failed; the next start recovers from the log. */
    IMMEDIATE;

    String word() {
      return switch (this) {
        case FAST -> "fast";
        case IMMEDIATE -> "immediate";
      };
    }
  }

  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";
  private static final int LINES_OF_LOG = 20;

  private final String name;
  private final Path data;
  private final Path log;
  private final Binaries binaries;
  private final Login login;
  private @Nullable Process process;

  /**
   * Where and how its clients connect.
   *
   * @param port on the loopback interface
   * @param password the administrator's
   */
  record Login(int port, String password) {

    String user() {
      return USER;
    }

    String database() {
      return DATABASE;
    }

    PGSimpleDataSource dataSource() {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {"127.0.0.1"});
      source.setPortNumbers(new int[] {port});
      source.setUser(USER);
      source.setPassword(password);
      source.setDatabaseName(DATABASE);
      source.setConnectTimeout(5);
      return source;
    }

    /** As a standby names its source. */
    String conninfo(String standby) {
      return "host=127.0.0.1 port="
          + port
          + " user="
          + USER
          + " password="
          + password
          + " application_name="
          + standby;
    }
  }

  Instance(String name, Path folder, Binaries binaries, Login login) {
    this.name = name;
    this.data = folder.resolve(name);
    this.log = folder.resolve(name + ".log");
    this.binaries = binaries;
    this.login = login;
  }

  String name() {
    return name;
  }

  Path data() {
    return data;
  }

  Login login() {
    return login;
  }

  /** Makes an empty database with these parameters. */
  void initialise(Map<String, String> parameters) {
    Path password = data.resolveSibling(name + ".password");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync"));
    parameters.forEach((parameter, value) -> arguments.add("--set=" + parameter + "=" + value));
    try {
      Files.writeString(password, login.password());
      run("initdb", arguments);
      Files.delete(password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once it takes connections. */
  void start() {
    List<String> arguments = List.of("-D", data.toString(), "-p", String.valueOf(login.port()));
    try {
      Process started =
          binaries
              .program("postgres", arguments)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      process = started;
      Await.until(name + " takes connections", () -> isReady(started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the last line of the file in which a server tells its state. */
  private boolean isReady(Process started) {
    if (!started.isAlive()) {
      throw new PostgresException(name + " ended while it started; its log:\n" + endOfLog());
    }
    try {
      List<String> state = Files.readAllLines(data.resolve("postmaster.pid"));
      return !state.isEmpty()
          && state.getFirst().equals(String.valueOf(started.pid()))
          && state.getLast().strip().equals("ready");
    } catch (IOException notYet) {
      return false;
    }
  }

  void stop(Ending ending) {
    Process running = process;
    if (running == null || !running.isAlive()) {
      throw new PostgresException(name + " does not run");
    }
    run("pg_ctl", List.of("stop", "-D", data.toString(), "-m", ending.word(), "-t", "60"));
    running.onExit().join();
  }

  boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  private void run(String program, List<String> arguments) {
    try {
      Path output = data.resolveSibling(name + "." + program + ".log");
      Process running =
          binaries.program(program, arguments).redirectOutput(output.toFile()).start();
      if (running.onExit().join().exitValue() != 0) {
        throw new PostgresException(
            program + " failed for " + name + ":\n" + Files.readString(output) + endOfLog());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    } catch (IOException e) {
      return "its log could not be read: " + e.getMessage();
    }
  }

  /** Runs statements, each in a transaction of its own. */
  void execute(String... statements) {
    try (Connection connection = login.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new PostgresException(name + ": " + e.getMessage(), e);
    }
  }

  /** Whether the query's one value is this text. */
  boolean says(String query, String expected) throws SQLException {
    try (Connection connection = login.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return expected.equals(row.getString(1));
    }
  }
}
