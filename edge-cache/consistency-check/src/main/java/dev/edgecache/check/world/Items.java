package dev.edgecache.check.world;

import static dev.edgecache.check.world.Connections.one;

import dev.edgecache.check.history.Replayed;
import dev.edgecache.check.history.Written;
import dev.edgecache.check.record.Recorder;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Position;
import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Standby;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The items, on a primary and two standbys. Versions of an item count from 1, and each write raises
 * it by one.
 */
public final class Items implements AutoCloseable {

  /** How many items there are; they count from 0. */
  public static final int COUNT = 64;

  private static final int GROUPS = 8;
  private static final String REPLAYED = "SELECT pg_last_wal_replay_lsn()";
  private static final String FLUSHED = "SELECT pg_current_wal_flush_lsn()";
  private static final String INSERTED = "SELECT pg_current_wal_insert_lsn()";
  private static final String VERSION = "SELECT v FROM item WHERE id = ?";

  /** Standbys that restart make everybody log in again, which is not what is looked at. */
  private static final Map<String, String> CHEAP_LOGINS = Map.of("scram_iterations", "1");

  private final Cluster cluster;
  private final List<Standby> standbys;
  private final Connections primary;
  private final List<Connections> replicas;
  private final Position start;
  private final Recorder recorder;
  private final AtomicLongArray committed = new AtomicLongArray(COUNT);

  /**
   * An item as a server showed it.
   *
   * @param version what it showed
   * @param lower what had been reached before it was read
   * @param upper what had been reached after it was read
   */
  record Shown(long version, String lower, String upper) {}

  private Items(Cluster cluster, Recorder recorder) throws SQLException {
    this.cluster = cluster;
    this.recorder = recorder;
    fill(cluster.primary());
    standbys = List.of(cluster.primary().standby("one"), cluster.primary().standby("two"));
    primary = new Connections(cluster.primary());
    replicas = standbys.stream().map(Connections::new).toList();
    start = cluster.primary().position();
    for (int key = 0; key < COUNT; key++) {
      committed.set(key, 1);
    }
  }

  /** Starts the servers; every item has version 1. */
  public static Items start(Recorder recorder) throws SQLException {
    Cluster cluster = Cluster.start(CHEAP_LOGINS);
    try {
      return new Items(cluster, recorder);
    } catch (SQLException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static void fill(Primary server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE cache LOGIN REPLICATION PASSWORD '%s' IN ROLE pg_monitor"
              .formatted(ProxyFiles.PASSWORD));
      statement.execute("CREATE TABLE item (id integer PRIMARY KEY, v bigint NOT NULL)");
      statement.execute(
          "INSERT INTO item SELECT n, 1 FROM generate_series(0, " + (COUNT - 1) + ") AS n");
    }
  }

  Primary primary() {
    return cluster.primary();
  }

  List<Standby> standbys() {
    return standbys;
  }

  /** The tag of an item. */
  public static String tag(int key) {
    return "item:" + key;
  }

  /** The tag of an item and its like. */
  public static String groupTag(int key) {
    return "group:" + key % GROUPS;
  }

  /** An item as a standby shows it: the position before the data is read before the data. */
  Shown onStandby(int standby, int key) throws SQLException {
    return replicas.get(standby).use(connection -> shown(connection, REPLAYED, key));
  }

  /** An item as the primary shows it. */
  Shown onPrimary(int key) throws SQLException {
    return primary.use(connection -> shown(connection, FLUSHED, key));
  }

  private Shown shown(Connection connection, String reached, int key) throws SQLException {
    String lower = one(connection, reached);
    long version = Long.parseLong(one(connection, VERSION, key));
    return new Shown(version, position(lower), position(one(connection, reached)));
  }

  /** Makes the next version of an item. */
  public Written write(int key) throws SQLException {
    Written write =
        primary.use(
            connection -> {
              String before = one(connection, INSERTED);
              String version =
                  one(connection, "UPDATE item SET v = v + 1 WHERE id = ? RETURNING v", key);
              String after = one(connection, FLUSHED);
              return new Written(key, Long.parseLong(version), number(before), number(after));
            });
    recorder.add(write);
    committed.accumulateAndGet(key, write.version(), Math::max);
    return write;
  }

  /** Versions of an item that are known to be committed now. */
  public Map<Integer, Long> committed(int key) {
    return Map.of(key, committed.get(key));
  }

  /** Versions of an item and its like that are known to be committed now. */
  public Map<Integer, Long> committedOfGroup(int key) {
    Map<Integer, Long> versions = new TreeMap<>();
    for (int other = key % GROUPS; other < COUNT; other += GROUPS) {
      versions.put(other, committed.get(other));
    }
    return versions;
  }

  /** A position at or after every commit that is known to be committed. */
  public String flushed() throws SQLException {
    return primary.use(connection -> position(one(connection, FLUSHED)));
  }

  /** A place in the log as a position. */
  String position(long lsn) {
    return position(LogSequenceNumber.valueOf(lsn).asString());
  }

  private String position(String lsn) {
    return start.system() + "/" + start.timeline() + "@" + lsn;
  }

  private static long number(String lsn) {
    return LogSequenceNumber.valueOf(lsn).asLong();
  }

  /** Notes how far a standby has come; one that cannot be asked is passed over. */
  void watch(int standby) {
    long begin = System.nanoTime();
    try {
      String reached = replicas.get(standby).use(connection -> one(connection, REPLAYED));
      recorder.add(new Replayed(standby, begin, number(reached)));
    } catch (SQLException away) {
      recorder.count("standby away");
    }
  }

  @Override
  public void close() throws SQLException {
    primary.close();
    for (Connections each : replicas) {
      each.close();
    }
    cluster.close();
  }
}
