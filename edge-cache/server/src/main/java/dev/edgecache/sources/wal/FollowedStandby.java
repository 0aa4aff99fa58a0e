package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.Feed;
import dev.edgecache.sources.feed.FeedException;
import dev.edgecache.sources.feed.FeedLoop;
import dev.edgecache.sources.feed.Progress;
import dev.edgecache.sources.wal.StandbyServer.Identity;
import dev.edgecache.sources.wal.pgoutput.PgOutput;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One standby that is followed, over one feed after another, and with a new slot where the old one
 * can't go on. Whatever may have been missed is mended by an invalidation of everything, before
 * anything that comes later counts.
 */
final class FollowedStandby {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedStandby.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final DatabaseLogin login;
  private final WalSettings settings;
  private final Appender appender;
  private final Progress progress;
  private final FeedLoop loop;
  private volatile Optional<Position> processed = Optional.empty();

  // Used by the thread of the loop alone.
  private final Overtaking overtaking = new Overtaking();
  private Optional<String> missed = Optional.empty();
  private Optional<String> system = Optional.empty();

  /** A standby that is not followed yet. */
  FollowedStandby(String name, WalSettings settings, Appender appender) {
    this.login = Optional.ofNullable(settings.standbys().get(name)).orElseThrow();
    this.settings = settings;
    this.appender = appender;
    this.progress = new Progress(WalSource.KIND, appender.means().clock());
    progress.failed("not connected yet");
    this.loop = new FeedLoop(appender.source(), progress, Following::new, BACKOFF);
  }

  /** What follows it. */
  FeedLoop loop() {
    return loop;
  }

  /** Everything up to there is in effect. */
  Optional<Position> processed() {
    return processed;
  }

  private void processed(Position position) {
    processed = Optional.of(position);
  }

  /** One connection on which the log comes, and one for questions about it. */
  private final class Following implements Feed {

    private final Deque<Connection> connections = new ArrayDeque<>();
    private Optional<FollowedLog> log = Optional.empty();

    @Override
    public void step() throws FeedException {
      try {
        if (log.isEmpty()) {
          log = Optional.of(begun());
        }
        log.get().step();
      } catch (SQLException e) {
        throw new FeedException(login + ": " + e.getMessage(), e);
      }
    }

    private FollowedLog begun() throws SQLException, FeedException {
      StandbyServer server = new StandbyServer(connected());
      server.requireSettings();
      requirePublished(server);
      prepare(server);
      mend(server);
      return new FollowedLog(
          new FollowedLog.Ends(stream(connected()), server, () -> requireFollowed(server)),
          appender,
          overtaking,
          progress,
          FollowedStandby.this::processed);
    }

    private Connection connected() throws SQLException {
      Connection connection = login.connectForReplication(settings.timeout());
      connections.push(connection);
      return connection;
    }

    @Override
    public void close() {
      for (Connection connection : connections) {
        try {
          connection.close();
        } catch (SQLException e) {
          LOG.debug("A connection to {} did not end well", login, e);
        }
      }
    }
  }

  /** A connection may be dead without a word; then the server ends the stream sooner. */
  private void requireFollowed(StandbyServer server) throws SQLException, FeedException {
    requirePublished(server);
    if (server.slot(settings.names().slot()).flatMap(Slot::user).isEmpty()) {
      throw new FeedException("the server has ended the stream");
    }
  }

  /** While it does not hold, rows go by that the publication does not tell of. */
  private void requirePublished(StandbyServer server) throws SQLException, FeedException {
    try {
      server.requirePublished(settings.names().publication(), appender.means().mapping().tables());
    } catch (FeedException e) {
      missed = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void prepare(StandbyServer server) throws SQLException, FeedException {
    String name = settings.names().slot();
    Optional<Slot> there = server.slot(name);
    if (there.isEmpty()) {
      missed = Optional.of("there was no slot " + name);
      makeSlot();
      return;
    }
    Slot slot = there.get();
    switch (slot.fit()) {
      case FOREIGN ->
          throw new FeedException(
              "slot " + name + " is of another kind or database (expected: another name)");
      case LOST -> {
        missed = Optional.of("slot " + name + " had lost its log (max_slot_wal_keep_size?)");
        server.dropSlot(name);
        makeSlot();
      }
      case USABLE -> {
        if (slot.user().isPresent()) {
          throw new FeedException(
              "slot %s is in use by process %d of the server (expected: a slot for each node)"
                  .formatted(name, slot.user().get()));
        }
        if (processed.filter(last -> isBeyond(slot.confirmed(), last)).isPresent()) {
          missed = Optional.of("somebody else has used slot " + name);
        }
      }
    }
  }

  private static boolean isBeyond(long location, Position position) {
    return Long.compareUnsigned(location, position.value()) > 0;
  }

  private void makeSlot() throws SQLException, FeedException {
    String making =
        "slot "
            + settings.names().slot()
            + " is being made, for which the primary must log its running transactions (expected:"
            + " SELECT pg_log_standby_snapshot() on the primary, if it takes long)";
    progress.failed(making);
    LOG.info("{}: {}", appender.source(), making);
    try (SnapshotRequests _ = SnapshotRequests.of(settings);
        Connection patient = login.connectForReplication(PATIENCE)) {
      new StandbyServer(patient).createSlot(settings.names().slot());
    } catch (SQLException e) {
      throw new FeedException(
          "slot "
              + settings.names().slot()
              + " can't be made (expected: a user with the attribute REPLICATION, a free"
              + " max_replication_slots, and SELECT pg_log_standby_snapshot() on a quiet primary): "
              + e.getMessage());
    }
  }

  /** Makes up for what may have been missed before now. */
  private void mend(StandbyServer server) throws SQLException {
    long replayed = server.replayed();
    Identity identity = server.identity();
    if (system.filter(last -> !last.equals(identity.system())).isPresent()) {
      missed = Optional.of("the database is another one");
    }
    system = Optional.of(identity.system());
    if (missed.isPresent()) {
      Position now = new Position(identity.epoch(), replayed);
      appender.appendGap(missed.get(), now);
      processed(now);
      missed = Optional.empty();
    }
  }

  private PGReplicationStream stream(Connection connection) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(settings.names().slot())
        .withSlotOption("proto_version", PgOutput.VERSION)
        .withSlotOption("publication_names", settings.names().publication())
        .withStatusInterval(Math.toIntExact(settings.timeout().toMillis()), TimeUnit.MILLISECONDS)
        // The driver would confirm a transaction while its messages still come.
        .withAutomaticFlush(false)
        .start();
  }
}
