package dev.edgecache.positions;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.PositionSettings.Pace;
import dev.edgecache.positions.database.Database;
import dev.edgecache.positions.database.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Positions of databases that are asked again and again. */
final class PolledPositions implements Positions {

  /** The pace of replicas while somebody waits for them. */
  private static final Duration HURRIED = Duration.ofMillis(2);

  private final Tracker tracker;
  private final LongSupplier nanos;
  private final Map<String, Poller> pollers = new LinkedHashMap<>();
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  /** Somebody who waits for replicas; equal to itself alone. */
  private static final class Waiter {
    final Position demanded;
    final CompletableFuture<Boolean> reached = new CompletableFuture<>();

    Waiter(Position demanded) {
      this.demanded = demanded;
    }
  }

  private PolledPositions(
      Map<String, Database> databases, Pace pace, Tracker tracker, LongSupplier nanos) {
    this.tracker = tracker;
    this.nanos = nanos;
    databases.forEach(
        (name, database) ->
            pollers.put(
                name,
                new Poller(
                    name,
                    database,
                    listener(),
                    name.equals(Tracker.PRIMARY)
                        ? pace::primary
                        : () -> waiters.isEmpty() ? pace.replicas() : hurried(pace))));
  }

  private static Duration hurried(Pace pace) {
    return pace.replicas().compareTo(HURRIED) < 0 ? pace.replicas() : HURRIED;
  }

  /** Begins to poll. */
  static PolledPositions open(PositionSettings settings, LongSupplier nanos) {
    return open(
        Sources.open(settings.source(), settings.pace().timeout()),
        settings,
        Sources.unit(settings.source()),
        nanos);
  }

  /**
   * Begins to poll.
   *
   * @param databases the primary by its name, and the replicas
   */
  static PolledPositions open(
      Map<String, Database> databases,
      PositionSettings settings,
      Tracker.Unit unit,
      LongSupplier nanos) {
    List<String> replicas =
        databases.keySet().stream().filter(name -> !name.equals(Tracker.PRIMARY)).toList();
    PolledPositions positions =
        new PolledPositions(
            databases, settings.pace(), new Tracker(replicas, unit, settings.alert()), nanos);
    positions.pollers.values().forEach(Poller::start);
    return positions;
  }

  private Poller.Listener listener() {
    return new Poller.Listener() {
      @Override
      public void read(String name, Reading reading, long begun) {
        tracker.noted(name, reading, begun);
        wake();
      }

      @Override
      public void failed(String name, String message) {
        tracker.failed(name, message, nanos());
      }

      @Override
      public long nanos() {
        return nanos.getAsLong();
      }
    };
  }

  private void wake() {
    Tracker.View view = tracker.view();
    for (Waiter waiter : waiters) {
      if (view.replicasReached(waiter.demanded)) {
        var _ = waiter.reached.completeAsync(() -> true, Thread::startVirtualThread);
      }
    }
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
    return poller(tracker.view().primary()).next().thenApply(this::ofPrimary);
  }

  private Position ofPrimary(Reading reading) {
    Lineage lineage = tracker.view().lineage().orElseThrow();
    boolean takesWrites = reading.role() == Reading.Role.PRIMARY;
    if (!takesWrites || !lineage.current().equals(reading.lineage().current())) {
      throw new PositionUnknownException(
          "the primary is not known: one that was asked is of epoch "
              + reading.lineage().current().name()
              + (takesWrites ? "" : " and takes no writes"));
    }
    return reading.reached();
  }

  @Override
  public CompletableFuture<Position> replicasAtMost() {
    List<CompletableFuture<Reading>> readings = new ArrayList<>();
    pollers.forEach(
        (name, poller) -> {
          if (!name.equals(Tracker.PRIMARY)) {
            readings.add(poller.next());
          }
        });
    return CompletableFuture.allOf(readings.toArray(CompletableFuture[]::new))
        .thenApply(_ -> greatest(readings.stream().map(CompletableFuture::join).toList()));
  }

  private Position greatest(List<Reading> readings) {
    Lineage lineage = tracker.view().lineage().orElseThrow();
    return readings.stream()
        .map(
            reading ->
                lineage
                    .inCurrent(reading.reached())
                    .orElseThrow(
                        () ->
                            new PositionUnknownException(
                                reading.reached().text() + " is not of the current epoch")))
        .reduce((one, other) -> one.isAtLeast(other) ? one : other)
        .orElseThrow();
  }

  @Override
  public CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit) {
    if (tracker.view().replicasReached(demanded)) {
      return CompletableFuture.completedFuture(true);
    }
    Waiter waiter = new Waiter(demanded);
    waiters.add(waiter);
    CompletableFuture<Boolean> answer =
        waiter.reached.completeOnTimeout(false, limit.toNanos(), TimeUnit.NANOSECONDS);
    var _ = answer.whenComplete((_, _) -> waiters.remove(waiter));
    // It may have been reached after the look above and before anybody knew of the waiter.
    if (tracker.view().replicasReached(demanded)) {
      waiter.reached.complete(true);
    }
    pollers.values().forEach(Poller::hurry);
    return answer;
  }

  @Override
  public void onLineage(Consumer<Lineage> listener) {
    tracker.onLineage(listener);
  }

  @Override
  public List<DatabaseStatus> status() {
    return tracker.status(nanos.getAsLong());
  }

  private Poller poller(String name) {
    return Optional.ofNullable(pollers.get(name)).orElseThrow();
  }

  @Override
  public void close() {
    pollers.values().forEach(Poller::close);
    waiters.forEach(waiter -> waiter.reached.complete(false));
  }
}
