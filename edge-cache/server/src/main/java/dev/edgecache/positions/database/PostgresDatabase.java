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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server, of version 13 or newer, that tells what it has replayed or flushed. */
public final class PostgresDatabase implements Database {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

  /**
   * Where it is now. The timeline of a standby is the highest that it knows of: what its receiver
   * streams, else what its control file says, which lags behind. Up to where two timelines part,
   * both name the same point, so that the higher one is never wrong. The control file of a primary
   * lags behind a promotion too; the name of the file that it writes does not. The role is asked
   * for once, as it may change within the statement.
   */
  private static final String NOW =
      """
      SELECT standby,
        (SELECT system_identifier FROM pg_control_system()),
        CASE WHEN standby
          THEN greatest(
            (SELECT received_tli FROM pg_stat_wal_receiver),
            (SELECT timeline_id FROM pg_control_checkpoint()),
            (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
        END,
        CASE WHEN NOT standby THEN pg_walfile_name(pg_current_wal_flush_lsn()) END,
        CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END
      FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) AS role
      """;

  /**
   * The transactions, from a snapshot taken before the number of the next one is read. The
   * snapshot's own upper end would not do: a transaction whose commit is in the log, but that has
   * not ended, may have a number at or above it.
   */
  private static final String TRANSACTIONS =
      """
      SELECT pg_snapshot_xmin(taken)::text, pg_snapshot_xmax(taken)::text, age('3'::xid)
      FROM (SELECT pg_current_snapshot() AS taken OFFSET 0) AS snapshot
      """;

  /** The transaction whose age is asked for. */
  private static final int FIRST_TRANSACTION = 3;

  /** The first digits of the name of a file of the log: the timeline, in hexadecimal. */
  private static final int TIMELINE_DIGITS = 8;

  private static final int READINGS_BEFORE_RETRY = 50;

  private final JdbcSession session;
  private final Fences fences = new Fences();
  private Optional<Lineage> told = Optional.empty();
  private int readingsWithoutHistory;

  private record Now(Role role, String system, int timeline, long location) {

    Epoch epoch() {
      return Epoch.ofPostgres(system, timeline);
    }
  }

  private record Transactions(long oldestRunning, long next) {}

  /**
   * A server that is not asked yet.
   *
   * @param timeout of connecting, and of each answer; a second at least
   */
  public PostgresDatabase(DatabaseLogin login, Duration timeout) {
    this.session = new JdbcSession(login, timeout);
  }

  @Override
  public Reading read() throws ReadingException {
    return session.use(this::read);
  }

  /** Two statements of one round trip: the location is read before the transactions are. */
  private Reading read(Connection connection) throws SQLException, ReadingException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(NOW + ";" + TRANSACTIONS);
      Now now;
      try (ResultSet row = statement.getResultSet()) {
        now = now(row);
      }
      Position reached = new Position(now.epoch(), now.location());
      statement.getMoreResults();
      Optional<Position> visible =
          switch (now.role()) {
            case REPLICA -> Optional.of(reached);
            case PRIMARY -> {
              Transactions seen = transactions(statement);
              yield fences.settled(reached, seen.oldestRunning(), seen.next());
            }
          };
      return new Reading(now.role(), lineage(now), reached, visible);
    }
  }

  private static Now now(ResultSet row) throws SQLException, ReadingException {
    row.next();
    boolean standby = row.getBoolean(1);
    String system = String.valueOf(row.getString(2));
    Optional<Long> location = Optional.ofNullable(row.getString(5)).flatMap(Position::value);
    if (location.isEmpty()) {
      throw new ReadingException("it has replayed nothing yet");
    }
    return standby
        ? new Now(Role.REPLICA, system, row.getInt(3), location.get())
        : new Now(Role.PRIMARY, system, timeline(row.getString(4)), location.get());
  }

  private static int timeline(String file) {
    return Integer.parseInt(file.substring(0, TIMELINE_DIGITS), 16);
  }

  /** The age is counted in 32 bits: the next number is at or above the snapshot's upper end. */
  private static Transactions transactions(Statement statement) throws SQLException {
    try (ResultSet row = statement.getResultSet()) {
      row.next();
      long end = Long.parseUnsignedLong(row.getString(2));
      int next = row.getInt(3) + FIRST_TRANSACTION;
      return new Transactions(Long.parseUnsignedLong(row.getString(1)), end + (next - (int) end));
    }
  }

  /** The timelines behind the current one, asked for when it is new. */
  private Lineage lineage(Now now) {
    if (told.filter(last -> last.current().equals(now.epoch())).isPresent()) {
      return told.get();
    }
    if (now.timeline() == 1) {
      told = Optional.of(Lineage.of(now.epoch()));
      return told.get();
    }
    if (readingsWithoutHistory % READINGS_BEFORE_RETRY == 0) {
      told = history(now);
    }
    readingsWithoutHistory = told.isPresent() ? 0 : readingsWithoutHistory + 1;
    return told.orElse(Lineage.of(now.epoch()));
  }

  /** By the replication protocol, which tells the history file of any timeline that it has. */
  private Optional<Lineage> history(Now now) {
    try (Connection connection = session.connectForReplication();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + now.timeline())) {
      row.next();
      return TimelineHistory.parse(row.getString("content"), now.system(), now.epoch());
    } catch (SQLException e) {
      if (readingsWithoutHistory == 0) {
        LOG.warn(
            "Where timeline {} began can't be read, so positions of earlier ones prove nothing;"
                + " the user needs the attribute REPLICATION: {}",
            now.timeline(),
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
