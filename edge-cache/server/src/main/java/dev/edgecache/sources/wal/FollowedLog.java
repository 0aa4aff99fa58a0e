package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.sources.feed.FeedException;
import dev.edgecache.sources.feed.Progress;
import dev.edgecache.sources.wal.changes.Transaction;
import dev.edgecache.sources.wal.changes.Transactions;
import dev.edgecache.sources.wal.pgoutput.PgOutput;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The log of one server as it comes over one connection. Transactions go into the invalidation log;
 * the server is told that it may forget them once they are kept there.
 *
 * <p>The messages do not say of which timeline they are, and the server may be promoted while they
 * come. So it is asked after they came, and before they count.
 */
final class FollowedLog {

  private static final Duration IDLE = Duration.ofMillis(5);
  private static final Duration BEAT = Duration.ofMillis(200);
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 100;

  private final PGReplicationStream stream;
  private final StandbyServer server;
  private final Check check;
  private final Appender appender;
  private final Overtaking overtaking;
  private final Progress progress;
  private final Consumer<Position> processed;
  private final Transactions transactions;
  private final List<Transaction> ended = new ArrayList<>();
  private final Confirmations confirmations = new Confirmations();
  private final Backlog backlog = new Backlog();
  private long nextBeat = System.nanoTime();
  private long nextCheck = System.nanoTime() + BETWEEN_CHECKS.toNanos();

  /** Whether the log still tells all that is needed. */
  @FunctionalInterface
  interface Check {
    void require() throws SQLException, FeedException;
  }

  /** A stream, and the server that it comes from. */
  record Ends(PGReplicationStream stream, StandbyServer server, Check check) {}

  /**
   * A log of which nothing has come yet.
   *
   * @param progress learns how the feed does
   * @param processed learns up to where everything is in effect
   */
  FollowedLog(
      Ends ends,
      Appender appender,
      Overtaking overtaking,
      Progress progress,
      Consumer<Position> processed) {
    this.stream = ends.stream();
    this.server = ends.server();
    this.check = ends.check();
    this.appender = appender;
    this.overtaking = overtaking;
    this.progress = progress;
    this.processed = processed;
    this.transactions = new Transactions(appender.means().mapping());
  }

  /** Does what is to be done now, and waits a moment if that is nothing. */
  void step() throws SQLException, FeedException {
    @Nullable ByteBuffer message = stream.readPending();
    if (message != null) {
      transactions.take(PgOutput.read(message)).ifPresent(ended::add);
    }
    if (message == null || ended.size() >= MOST_AT_ONCE) {
      apply();
    }
    if (System.nanoTime() - nextBeat >= 0) {
      beat();
    }
    if (message == null) {
      LockSupport.parkNanos(IDLE.toNanos());
    }
  }

  private void apply() throws SQLException {
    if (ended.isEmpty()) {
      return;
    }
    Epoch epoch = server.identity().epoch();
    Optional<Position> shown = appender.means().settled().get();
    for (Transaction transaction : ended) {
      for (Entry entry : appender.append(transaction, epoch)) {
        confirmations.await(entry);
        overtaking.note(entry, shown);
      }
      confirmations.passed(transaction.end());
    }
    processed.accept(new Position(epoch, ended.getLast().end()));
    ended.clear();
    progress.received();
    confirm();
  }

  /**
   * Tells the server how far it may forget its log, and asks how far it has come: a quiet database
   * has moved on, too.
   */
  private void beat() throws SQLException, FeedException {
    apply();
    overtaking.shownBy(appender.means().settled().get()).forEach(appender.means().log()::repeat);
    if (System.nanoTime() - nextCheck >= 0) {
      check.require();
      nextCheck = System.nanoTime() + BETWEEN_CHECKS.toNanos();
    }
    long received = stream.getLastReceiveLSN().asLong();
    long replayed = server.replayed();
    boolean isWhole = received != 0 && !transactions.isOpen();
    if (isWhole) {
      confirmations.passed(received);
      processed.accept(new Position(server.identity().epoch(), received));
      backlog.note(replayed, received, System.nanoTime());
    }
    Duration age = backlog.age(System.nanoTime());
    if (isWhole && backlog.hasCaughtUp(received)) {
      progress.caughtUp(progress.now().minus(age), age);
    } else {
      progress.behind(age);
    }
    confirm();
    stream.forceUpdateStatus();
    nextBeat = System.nanoTime() + BEAT.toNanos();
  }

  private void confirm() {
    long kept = confirmations.kept();
    if (kept != 0) {
      LogSequenceNumber location = LogSequenceNumber.valueOf(kept);
      stream.setFlushedLSN(location);
      stream.setAppliedLSN(location);
    }
  }
}
