package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.sources.feed.FeedException;
import dev.edgecache.sources.wal.StandbyServer.Identity;
import dev.edgecache.sources.wal.pgoutput.PgOutput;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * One standby that is followed, on a virtual thread of its own: connected again after failures, and
 * with a new slot where the old one can't go on. Whatever may have been missed is mended by an
 * invalidation of everything, before anything that comes later counts.
 */
final class StandbyFeed implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  private final DatabaseLogin login;
  private final WalSettings settings;
  private final Appender appender;
  private final FeedState state;
  private final Thread thread;
  private volatile boolean closed;

  // Used by the thread alone.
  private final Overtaking overtaking = new Overtaking();
  private Optional<String> missed = Optional.empty();
  private Optional<String> system = Optional.empty();

  /** A feed that does not run yet. */
  StandbyFeed(String name, WalSettings settings, Appender appender) {
    this.login = Optional.ofNullable(settings.standbys().get(name)).orElseThrow();
    this.settings = settings;
    this.appender = appender;
    this.state = new FeedState(appender.source(), appender.means().clock());
    this.thread = Thread.ofVirtual().name("log of " + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  FeedState state() {
    return state;
  }

  private void run() {
    try {
      runUntilClosed();
    } catch (Error e) {
      state.troubled("it ended by " + e);
      throw e;
    }
  }

  private void runUntilClosed() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      String problem = problem();
      if (!closed) {
        pause = state.isTroubled() ? longer(pause) : FIRST_PAUSE;
        state.troubled(problem);
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  /** Follows the log until that ends, and tells why it did. */
  private String problem() {
    try {
      follow();
      return "closed";
    } catch (FeedException e) {
      return String.valueOf(e.getMessage());
    } catch (SQLException e) {
      return login + ": " + e.getMessage();
    } catch (RuntimeException e) {
      // What a driver throws beside its own exceptions must not end the feed.
      return e.toString();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void follow() throws SQLException, FeedException {
    try (Connection questions = login.connectForReplication(settings.timeout())) {
      StandbyServer server = new StandbyServer(questions);
      server.requireSettings();
      requirePublished(server);
      prepare(server);
      mend(server);
      try (Connection connection = login.connectForReplication(settings.timeout())) {
        FollowedLog log =
            new FollowedLog(
                new FollowedLog.Ends(stream(connection), server, () -> requireFollowed(server)),
                appender,
                overtaking,
                state);
        while (!closed) {
          log.step();
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
        if (state.processed().filter(last -> isBeyond(slot.confirmed(), last)).isPresent()) {
          missed = Optional.of("somebody else has used slot " + name);
        }
      }
    }
  }

  private static boolean isBeyond(long location, Position position) {
    return Long.compareUnsigned(location, position.value()) > 0;
  }

  private void makeSlot() throws SQLException, FeedException {
    state.troubled(
        "slot "
            + settings.names().slot()
            + " is being made, for which the primary must log its running transactions (expected:"
            + " SELECT pg_log_standby_snapshot() on the primary, if it takes long)");
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
      state.processed(now);
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

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      var _ = thread.join(LAST_WORK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
