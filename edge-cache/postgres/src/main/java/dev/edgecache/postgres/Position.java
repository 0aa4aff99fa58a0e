package dev.edgecache.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A point in the history of a database. Two positions can be compared only where system and
 * timeline are the same.
 *
 * @param system the identifier that a database keeps for life, and its copies share
 * @param timeline a number that rises with each promotion
 * @param lsn the place in the write-ahead log of that timeline
 */
public record Position(long system, int timeline, LogSequenceNumber lsn) {

  /**
   * The timeline of a standby is the highest that it knows of: what its receiver streams, else what
   * its control file says, which lags behind. Up to where two timelines part, both name the same
   * point, so that the higher one is never wrong. The control file of a primary lags behind a
   * promotion too; the name of the file that it writes does not. The role is asked for once, as it
   * may change within the statement.
   */
  private static final String NOW =
      """
      SELECT (SELECT system_identifier FROM pg_control_system()),
        CASE WHEN standby
          THEN greatest(
            (SELECT received_tli FROM pg_stat_wal_receiver),
            (SELECT timeline_id FROM pg_control_checkpoint()),
            (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
          ELSE (SELECT timeline_id
            FROM pg_split_walfile_name(pg_walfile_name(pg_current_wal_flush_lsn())))
        END,
        CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END
      FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) AS role
      """;

  /**
   * The position that the connection's server has reached: on a standby what it has replayed, on a
   * primary what it has flushed to its log. The connection must be outside a transaction, or what
   * it says is mixed up with what the transaction sees.
   */
  public static Position reached(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NOW);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Position(
          row.getLong(1), row.getInt(2), LogSequenceNumber.valueOf(row.getString(3)));
    }
  }

  /** For example {@code 7412345678901234567/1@0/16B3748}. */
  @Override
  public String toString() {
    return system + "/" + timeline + "@" + lsn.asString();
  }
}
