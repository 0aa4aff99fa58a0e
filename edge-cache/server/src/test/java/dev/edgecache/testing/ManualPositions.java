package dev.edgecache.testing;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.DatabaseStatus;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.Positions;
import dev.edgecache.positions.database.Reading.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Databases that come as far as a test says, and time limits that end when it says so. */
public final class ManualPositions implements Positions {

  private static final Epoch EPOCH = new Epoch("7412/1");

  private record Await(Position demanded, CompletableFuture<Boolean> reached) {}

  // Guarded by this.
  private Optional<Position> replicas = Optional.empty();
  private Optional<Position> settled = Optional.empty();
  private long primary;
  private boolean replaced;
  private Condition condition = Condition.CURRENT;
  private int readings;
  private Optional<CompletableFuture<Position>> held = Optional.empty();
  private final List<Await> awaits = new ArrayList<>();

  /** The position of that number. */
  public static Position at(long value) {
    return new Position(EPOCH, value);
  }

  /** The field by which an answer says its bounds. */
  public static String field(long lower, long upper) {
    return "Data-Position: lo=\"" + at(lower).text() + "\", hi=\"" + at(upper).text() + "\"";
  }

  /** Lets every replica have replayed that much. */
  public void replay(long value) {
    List<Await> reached;
    synchronized (this) {
      replicas = Optional.of(at(value));
      reached = awaits.stream().filter(await -> at(value).isAtLeast(await.demanded())).toList();
      awaits.removeAll(reached);
    }
    reached.forEach(await -> await.reached().complete(true));
  }

  /** Lets the primary have committed that much, all of it visible. */
  public synchronized void commit(long value) {
    primary = value;
    settled = Optional.of(at(value));
  }

  /** Has the one replica be in a condition. */
  public synchronized void become(Condition other) {
    condition = other;
  }

  @Override
  public synchronized List<DatabaseStatus> status() {
    return List.of(
        new DatabaseStatus(
            "eu-1",
            Role.REPLICA,
            condition,
            replicas,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** Lets another database take the place of the primary. */
  public synchronized void replacePrimary() {
    replaced = true;
  }

  @Override
  public synchronized boolean isPrimaryReplaced() {
    return replaced;
  }

  /** Has nobody told how far replicas are at most, until they are {@linkplain #tell told}. */
  public synchronized void holdReadings() {
    held = Optional.of(new CompletableFuture<>());
  }

  /** Tells those who asked meanwhile. */
  public void tell() {
    CompletableFuture<Position> asked;
    Position most;
    synchronized (this) {
      asked = held.orElseThrow();
      held = Optional.empty();
      most = replicas.orElseThrow();
    }
    asked.complete(most);
  }

  /** How often it was asked how far replicas are at most. */
  public synchronized int readings() {
    return readings;
  }

  /** How many wait for the replicas. */
  public synchronized int awaits() {
    return awaits.size();
  }

  /** Lets the limits pass of all who wait for the replicas. */
  public void passLimits() {
    List<Await> late;
    synchronized (this) {
      late = List.copyOf(awaits);
      awaits.clear();
    }
    late.forEach(await -> await.reached().complete(false));
  }

  @Override
  public Optional<Lineage> lineage() {
    return Optional.of(Lineage.of(EPOCH));
  }

  @Override
  public synchronized Optional<Position> replicas() {
    return replicas;
  }

  @Override
  public synchronized Optional<Position> settled() {
    return settled;
  }

  @Override
  public synchronized Optional<Position> reached() {
    return Stream.concat(replicas.stream(), settled.stream())
        .reduce((one, other) -> one.isAtLeast(other) ? one : other);
  }

  @Override
  public synchronized CompletableFuture<Position> primary() {
    return CompletableFuture.completedFuture(at(primary));
  }

  @Override
  public synchronized CompletableFuture<Position> replicasAtMost() {
    readings++;
    if (held.isPresent()) {
      return held.get().copy();
    }
    return replicas
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("not read")));
  }

  @Override
  public CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit) {
    var reached = new CompletableFuture<Boolean>();
    synchronized (this) {
      if (replicas.map(known -> known.isAtLeast(demanded)).orElse(false)) {
        reached.complete(true);
      } else {
        awaits.add(new Await(demanded, reached));
      }
    }
    return reached;
  }

  @Override
  public void onLineage(Consumer<Lineage> listener) {
    listener.accept(Lineage.of(EPOCH));
  }

  @Override
  public void close() {
    passLimits();
  }
}
