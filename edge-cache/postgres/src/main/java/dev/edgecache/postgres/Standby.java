package dev.edgecache.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.postgresql.replication.LogSequenceNumber;

/** A server that follows a primary by streaming its log, and takes no writes. */
public final class Standby extends Server {

  private static final String PAUSE_STATE = "SELECT pg_get_wal_replay_pause_state()";
  private static final String RECEIVERS =
      "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'";

  private volatile Primary source;

  Standby(Cluster cluster, Instance instance, Primary source) {
    super(cluster, instance);
    this.source = source;
  }

  /** How far it has replayed the log; all commits up to there are visible to new queries. */
  public LogSequenceNumber replayedTo() {
    return position().lsn();
  }

  /** Returns once it has replayed the log up to there. */
  public void awaitReplay(LogSequenceNumber lsn) {
    Await.until(
        name() + " has replayed up to " + lsn.asString(),
        () -> {
          try (Connection connection = connect()) {
            return Position.reached(connection).lsn().compareTo(lsn) >= 0;
          }
        });
  }

  /** Holds it back: it goes on to receive the log, but shows nothing new. */
  public void pauseReplay() {
    instance.execute("SELECT pg_wal_replay_pause()");
    Await.until(name() + " pauses replay", () -> instance.says(PAUSE_STATE, "paused"));
  }

  /** Lets it show again what it has received. */
  public void resumeReplay() {
    instance.execute("SELECT pg_wal_replay_resume()");
    Await.until(name() + " replays", () -> instance.says(PAUSE_STATE, "not paused"));
  }

  /**
   * Cuts it off from its source: it receives nothing more. A standby whose replay is paused would
   * end its receiver only later, so that is done for it.
   */
  public void cutLink() {
    instance.execute("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
    Await.until(
        name() + " receives nothing",
        () -> {
          OptionalLong receiver = receiver();
          receiver.stream().mapToObj(ProcessHandle::of).forEach(Standby::end);
          return receiver.isEmpty();
        });
  }

  private OptionalLong receiver() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pid FROM pg_stat_wal_receiver")) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  private static void end(Optional<ProcessHandle> process) {
    process.ifPresent(ProcessHandle::destroy);
  }

  /** Connects it with its source again; with replay paused, it streams once that is resumed. */
  public void restoreLink() {
    instance.execute(
        "ALTER SYSTEM SET primary_conninfo = '" + source.instance.login().conninfo(name()) + "'",
        "SELECT pg_reload_conf()");
    awaitStreaming();
  }

  /** Lets it stream from another primary, such as one that was promoted. */
  public void follow(Primary other) {
    other.reserveSlot(name());
    source = other;
    restoreLink();
  }

  void awaitStreaming() {
    Await.until(
        name() + " streams from " + source.name(),
        () -> !instance.says(PAUSE_STATE, "not paused") || instance.says(RECEIVERS, "1"));
  }

  /**
   * Makes it a primary, on a timeline of its own. It is the same server: this object is of no
   * further use.
   */
  public Primary promote() {
    instance.execute("SELECT pg_promote(true, " + Await.PATIENCE.toSeconds() + ")");
    Await.until(name() + " takes writes", () -> instance.says("SHOW transaction_read_only", "off"));
    return new Primary(cluster, instance);
  }
}
