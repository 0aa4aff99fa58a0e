package dev.edgecache.positions;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.positions.database.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Positions of databases that are asked in virtual time: the tracker is the product's, and asking
 * takes as long as a test says. One thread uses it.
 */
public final class VirtualPositions implements Positions {

  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration HURRIED = Duration.ofMillis(2);

  private final Map<String, Asking> databases = new LinkedHashMap<>();
  private final Tracker tracker;
  private final List<Waiter> waiters = new ArrayList<>();
  private final Passing passing;

  private record Waiter(Position demanded, CompletableFuture<Boolean> reached) {}

  /**
   * How time passes.
   *
   * @param background does things after pauses
   * @param way how long a question, or an answer, is under way
   */
  public record Passing(Background background, Supplier<Duration> way, LongSupplier nanos) {}

  /**
   * Begins to ask.
   *
   * @param databases by name, the primary as {@code primary}; one that tells nothing is away
   */
  public VirtualPositions(Map<String, Supplier<Optional<Reading>>> databases, Passing passing) {
    this.passing = passing;
    this.tracker =
        new Tracker(
            databases.keySet().stream().filter(name -> !name.equals(Tracker.PRIMARY)).toList(),
            Tracker.Unit.BYTES,
            Duration.ofSeconds(10));
    databases.forEach((name, database) -> this.databases.put(name, new Asking(name, database)));
    this.databases.values().forEach(Asking::tick);
  }

  /** The questions to one database, one after the other. */
  private final class Asking {
    private final String name;
    private final Supplier<Optional<Reading>> database;
    private Optional<CompletableFuture<Reading>> asked = Optional.empty();
    private boolean busy;
    private boolean failing;

    Asking(String name, Supplier<Optional<Reading>> database) {
      this.name = name;
      this.database = database;
    }

    void tick() {
      hurry();
      passing.background().after(waiters.isEmpty() ? PACE : HURRIED, this::tick);
    }

    void hurry() {
      if (!busy) {
        ask();
      }
    }

    /** A reading that begins after this call. */
    CompletableFuture<Reading> next() {
      if (failing) {
        return CompletableFuture.failedFuture(new PositionUnknownException(name + " is away"));
      }
      CompletableFuture<Reading> reading = asked.orElseGet(CompletableFuture::new);
      asked = Optional.of(reading);
      hurry();
      return reading;
    }

    private void ask() {
      busy = true;
      Optional<CompletableFuture<Reading>> askers = asked;
      asked = Optional.empty();
      long begun = passing.nanos().getAsLong();
      passing
          .background()
          .after(
              passing.way().get(),
              () -> {
                Optional<Reading> reading = database.get();
                passing.background().after(passing.way().get(), () -> told(reading, begun, askers));
              });
    }

    private void told(
        Optional<Reading> reading, long begun, Optional<CompletableFuture<Reading>> askers) {
      busy = false;
      failing = reading.isEmpty();
      if (reading.isPresent()) {
        tracker.noted(name, reading.get(), begun);
        askers.ifPresent(future -> future.complete(reading.get()));
        wake();
      } else {
        tracker.failed(name, "away", passing.nanos().getAsLong());
        askers.ifPresent(this::refuse);
        asked.ifPresent(this::refuse);
        asked = Optional.empty();
      }
      if (asked.isPresent()) {
        hurry();
      }
    }

    private void refuse(CompletableFuture<Reading> future) {
      future.completeExceptionally(new PositionUnknownException(name + " is away"));
    }
  }

  private void wake() {
    Tracker.View view = tracker.view();
    List<Waiter> reached =
        waiters.stream().filter(waiter -> view.replicasReached(waiter.demanded())).toList();
    waiters.removeAll(reached);
    reached.forEach(waiter -> waiter.reached().complete(true));
  }

  @Override
  public Optional<Lineage> lineage() {
    return tracker.view().lineage();
  }

  @Override
  public Optional<Position> replicas() {
    return tracker.view().replicas();
  }

  @Override
  public Optional<Position> settled() {
    return tracker.view().settled();
  }

  @Override
  public boolean isPrimaryReplaced() {
    return tracker.view().isPrimaryReplaced();
  }

  @Override
  public Optional<Position> reached() {
    return tracker.view().reached();
  }

  @Override
  public CompletableFuture<Position> primary() {
    return asking(tracker.view().primary())
        .next()
        .thenApply(
            reading -> {
              boolean current =
                  lineage()
                      .filter(known -> known.current().equals(reading.lineage().current()))
                      .isPresent();
              if (reading.role() != Reading.Role.PRIMARY || !current) {
                throw new PositionUnknownException("the primary is not known");
              }
              return reading.reached();
            });
  }

  @Override
  public CompletableFuture<Position> replicasAtMost() {
    List<CompletableFuture<Reading>> readings = new ArrayList<>();
    databases.forEach(
        (name, database) -> {
          if (!name.equals(Tracker.PRIMARY)) {
            readings.add(database.next());
          }
        });
    return CompletableFuture.allOf(readings.toArray(CompletableFuture[]::new))
        .thenApply(
            _ ->
                readings.stream()
                    .map(
                        reading ->
                            lineage()
                                .flatMap(known -> known.inCurrent(reading.join().reached()))
                                .orElseThrow(() -> new PositionUnknownException("another epoch")))
                    .reduce((one, other) -> one.isAtLeast(other) ? one : other)
                    .orElseThrow());
  }

  @Override
  public CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit) {
    if (tracker.view().replicasReached(demanded)) {
      return CompletableFuture.completedFuture(true);
    }
    Waiter waiter = new Waiter(demanded, new CompletableFuture<>());
    waiters.add(waiter);
    passing
        .background()
        .after(
            limit,
            () -> {
              waiters.remove(waiter);
              waiter.reached().complete(false);
            });
    databases.values().forEach(Asking::hurry);
    return waiter.reached();
  }

  @Override
  public void onLineage(Consumer<Lineage> listener) {
    tracker.onLineage(listener);
  }

  private Asking asking(String name) {
    return Optional.ofNullable(databases.get(name)).orElseThrow();
  }

  @Override
  public void close() {}
}
