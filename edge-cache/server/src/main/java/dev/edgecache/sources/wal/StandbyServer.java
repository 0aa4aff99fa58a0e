package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.sources.feed.FeedException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A server whose log is followed, as it answers questions over a connection of the replication
 * protocol, which is not the one that the log comes over.
 *
 * @param connection used by one thread
 */
record StandbyServer(Connection connection) {

  private static final int OLDEST_VERSION = 160_000;

  private static final String SETTINGS =
      """
      SELECT current_setting('server_version_num')::int, current_setting('wal_level'),
        NOT pg_is_in_recovery() OR current_setting('hot_standby_feedback')::boolean
      """;

  private static final String PUBLICATION =
      """
      SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate
      FROM pg_publication WHERE pubname = ?
      """;

  private static final String PUBLISHED =
      """
      SELECT t.schemaname || '.' || t.tablename, t.rowfilter IS NULL, t.attnames::text[],
        CASE c.relreplident
          WHEN 'f' THEN t.attnames::text[]
          ELSE ARRAY(
            SELECT a.attname::text
            FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = c.oid
              AND CASE c.relreplident
                WHEN 'd' THEN i.indisprimary
                WHEN 'i' THEN i.indisreplident
                ELSE false
              END)
        END
      FROM pg_publication_tables t
        JOIN pg_namespace n ON n.nspname = t.schemaname
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      WHERE t.pubname = ?
      """;

  private static final String SLOT =
      """
      SELECT slot_type = 'logical' AND plugin = 'pgoutput' AND database = current_database(),
        wal_status IS NOT DISTINCT FROM 'lost', confirmed_flush_lsn::text, active_pid
      FROM pg_replication_slots WHERE slot_name = ?
      """;

  private static final String REPLAYED =
      """
      SELECT (CASE WHEN pg_is_in_recovery()
        THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END)::text
      """;

  /** How a row is read. */
  @FunctionalInterface
  private interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  /**
   * The history that a server is in.
   *
   * @param system the identifier that a database keeps for life, and its copies share
   */
  record Identity(String system, int timeline) {

    Epoch epoch() {
      return Epoch.ofPostgres(system, timeline);
    }
  }

  /** Where it is now: none of the log that it has replayed by now is of a later timeline. */
  Identity identity() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new Identity(row.getString("systemid"), row.getInt("timeline"));
    }
  }

  /** What it has replayed, or has flushed if it takes writes itself; unsigned. */
  long replayed() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(REPLAYED)) {
      row.next();
      return location(row.getString(1));
    }
  }

  private static long location(String lsn) {
    return Optional.ofNullable(lsn).flatMap(Position::value).orElse(0L);
  }

  /**
   * Rejects a server whose log does not tell all that is needed.
   *
   * @param needed by table, the columns that tags are made of
   */
  void requirePublished(String publication, Map<String, Set<String>> needed)
      throws SQLException, FeedException {
    requirePublication(publication, needed);
    List<PublishedTable> tables =
        rows(
            PUBLISHED,
            publication,
            row ->
                new PublishedTable(
                    row.getString(1),
                    row.getBoolean(2) ? PublishedTable.Rows.ALL : PublishedTable.Rows.SOME,
                    texts(row.getArray(3)),
                    texts(row.getArray(4))));
    List<String> problems = PublishedTable.problems(publication, tables, needed);
    if (!problems.isEmpty()) {
      throw new FeedException(String.join("; ", problems));
    }
  }

  /** Rejects a server that can't be followed. */
  void requireSettings() throws SQLException, FeedException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SETTINGS)) {
      row.next();
      int version = row.getInt(1);
      if (version < OLDEST_VERSION) {
        throw new FeedException(
            "PostgreSQL " + version / 10_000 + " (expected: 16 or newer, to decode on a standby)");
      }
      if (!"logical".equals(row.getString(2))) {
        throw new FeedException(
            "wal_level is "
                + row.getString(2)
                + " (expected: logical, on the primary and here; rds.logical_replication = 1 on"
                + " RDS)");
      }
      if (!row.getBoolean(3)) {
        throw new FeedException(
            "hot_standby_feedback is off (expected: on, or the primary removes what the slot"
                + " needs)");
      }
    }
  }

  private void requirePublication(String publication, Map<String, Set<String>> needed)
      throws SQLException, FeedException {
    List<Boolean> complete = rows(PUBLICATION, publication, row -> row.getBoolean(1));
    if (complete.isEmpty()) {
      throw new FeedException(
          "there is no publication %s (expected: CREATE PUBLICATION %1$s FOR TABLE %s)"
              .formatted(publication, String.join(", ", new TreeSet<>(needed.keySet()))));
    }
    if (!complete.getFirst()) {
      throw new FeedException(
          ("publication %s leaves out kinds of changes (expected: ALTER PUBLICATION %1$s SET"
                  + " (publish = 'insert, update, delete, truncate'))")
              .formatted(publication));
    }
  }

  /** The slot of a name, if there is one. */
  Optional<Slot> slot(String name) throws SQLException {
    return rows(
            SLOT,
            name,
            row -> {
              int process = row.getInt(4);
              Optional<Integer> user = row.wasNull() ? Optional.empty() : Optional.of(process);
              Slot.Fit fit =
                  !row.getBoolean(1)
                      ? Slot.Fit.FOREIGN
                      : row.getBoolean(2) ? Slot.Fit.LOST : Slot.Fit.USABLE;
              return new Slot(fit, location(row.getString(3)), user);
            })
        .stream()
        .findFirst();
  }

  /**
   * Makes a slot, which tells of everything that is committed beyond what this server has replayed
   * when this returns. It waits until the primary has logged which transactions run.
   */
  void createSlot(String name) throws SQLException {
    execute("CREATE_REPLICATION_SLOT " + name + " LOGICAL pgoutput (SNAPSHOT 'nothing')");
  }

  void dropSlot(String name) throws SQLException {
    execute("DROP_REPLICATION_SLOT " + name);
  }

  private void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private <R> List<R> rows(String query, String name, Reader<R> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        List<R> all = new ArrayList<>();
        while (row.next()) {
          all.add(reader.read(row));
        }
        return all;
      }
    }
  }

  private static Set<String> texts(Array array) throws SQLException {
    return Set.of((String[]) array.getArray());
  }
}
