package dev.edgecache.positions;

import dev.edgecache.positions.database.Database;
import dev.edgecache.positions.database.Reading;
import dev.edgecache.positions.database.ReadingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Asks one database again and again, on a virtual thread of its own: at its pace, at once when
 * somebody needs a new reading, and after a failure only after a pause that grows.
 */
final class Poller implements AutoCloseable {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String name;
  private final Database database;
  private final Listener listener;
  private final Supplier<Duration> pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private Optional<CompletableFuture<Reading>> asked = Optional.empty();
  private Optional<Failure> failure = Optional.empty();
  private boolean closed;

  private record Failure(String message, Duration pause) {}

  /** What is told of each attempt, on the thread of the poller. */
  interface Listener {
    /** The database told where it is. */
    void read(String name, Reading reading, long begun);

    /** The database did not. */
    void failed(String name, String message);

    /** Nanoseconds that only ever grow. */
    long nanos();
  }

  /**
   * A poller that does not run yet.
   *
   * @param pace the pause between the beginnings of two readings, asked for each
   */
  Poller(String name, Database database, Listener listener, Supplier<Duration> pace) {
    this.name = name;
    this.database = database;
    this.listener = listener;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("position of " + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A reading that begins after this call; concurrent callers share one. */
  CompletableFuture<Reading> next() {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(unknown("no longer watched"));
      }
      if (failure.isPresent()) {
        return CompletableFuture.failedFuture(unknown(failure.get().message()));
      }
      CompletableFuture<Reading> reading = asked.orElseGet(CompletableFuture::new);
      asked = Optional.of(reading);
      changed.signalAll();
      return reading;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the pace be asked for again. */
  void hurry() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The database is closed here as well, as it may have been opened while it was closed. */
  private void run() {
    try (database) {
      Optional<Long> begun = Optional.empty();
      while (awaitTurn(begun)) {
        begun = Optional.of(System.nanoTime());
        ask(begin());
      }
    }
  }

  private void ask(Optional<CompletableFuture<Reading>> askers) {
    try {
      long nanos = listener.nanos();
      Reading reading = database.read();
      listener.read(name, reading, nanos);
      ended(Optional.empty());
      answer(askers, reading);
    } catch (ReadingException e) {
      fail(String.valueOf(e.getMessage()), askers);
    } catch (RuntimeException e) {
      // What a driver throws beside its own exceptions must not end the poller.
      fail(e.toString(), askers);
    }
  }

  private static void answer(Optional<CompletableFuture<Reading>> askers, Reading reading) {
    if (askers.isPresent()) {
      var _ = askers.get().completeAsync(() -> reading, Thread::startVirtualThread);
    }
  }

  private void fail(String message, Optional<CompletableFuture<Reading>> askers) {
    ended(Optional.of(message));
    if (!isClosed()) {
      listener.failed(name, message);
    }
    refuse(askers, message);
  }

  private void refuse(Optional<CompletableFuture<Reading>> askers, String message) {
    askers.ifPresent(
        future -> Thread.startVirtualThread(() -> future.completeExceptionally(unknown(message))));
  }

  /**
   * Waits until it is time to ask; false once it is closed, which also interrupts it.
   *
   * @param begun when the last reading began
   */
  private boolean awaitTurn(Optional<Long> begun) {
    lock.lock();
    try {
      while (!closed) {
        boolean atOnce = begun.isEmpty() || (asked.isPresent() && failure.isEmpty());
        long left = begun.orElse(0L) + pause().toNanos() - System.nanoTime();
        if (atOnce || left <= 0) {
          return true;
        }
        var _ = changed.awaitNanos(left);
      }
      return false;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Duration pause() {
    return failure.map(Failure::pause).orElseGet(pace);
  }

  private Optional<CompletableFuture<Reading>> begin() {
    lock.lock();
    try {
      Optional<CompletableFuture<Reading>> askers = asked;
      asked = Optional.empty();
      return askers;
    } finally {
      lock.unlock();
    }
  }

  /** Notes how an attempt ended; those who asked meanwhile are told of a failure too. */
  private void ended(Optional<String> problem) {
    Optional<CompletableFuture<Reading>> late = Optional.empty();
    lock.lock();
    try {
      Duration last = failure.map(Failure::pause).orElseGet(pace);
      failure = problem.map(message -> new Failure(message, longer(last)));
      if (failure.isPresent()) {
        late = asked;
        asked = Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    refuse(late, problem.orElse(""));
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private PositionUnknownException unknown(String message) {
    return new PositionUnknownException("the position of " + name + " is not known: " + message);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    refuse(begin(), "no longer watched");
    database.close();
    thread.interrupt();
  }
}
