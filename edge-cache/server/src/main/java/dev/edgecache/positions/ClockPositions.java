package dev.edgecache.positions;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Positions that are times, in microseconds since 1970, under the assumption that a replica shows
 * each commit within a window.
 */
final class ClockPositions implements Positions {

  private static final Epoch EPOCH = new Epoch("clock");

  private final InstantSource clock;
  private final long window;
  private final AtomicLong latest = new AtomicLong();

  ClockPositions(Duration window, InstantSource clock) {
    this.clock = clock;
    this.window = window.toNanos() / 1000;
  }

  @Override
  public Optional<Lineage> lineage() {
    return Optional.of(Lineage.of(EPOCH));
  }

  @Override
  public Optional<Position> replicas() {
    return Optional.of(at(now() - window));
  }

  @Override
  public Optional<Position> settled() {
    return Optional.of(at(now()));
  }

  @Override
  public Optional<Position> reached() {
    return settled();
  }

  /** Past this moment, which has begun but not ended. */
  @Override
  public CompletableFuture<Position> primary() {
    return CompletableFuture.completedFuture(at(now() + 1));
  }

  @Override
  public CompletableFuture<Position> replicasAtMost() {
    return primary();
  }

  @Override
  public CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit) {
    long most = limit.toNanos() / 1000;
    long wait = demanded.epoch().equals(EPOCH) ? demanded.value() + window - now() : most + 1;
    return wait <= 0
        ? CompletableFuture.completedFuture(true)
        : new CompletableFuture<Boolean>()
            .completeOnTimeout(wait <= most, Math.min(wait, most), TimeUnit.MICROSECONDS);
  }

  @Override
  public void onLineage(Consumer<Lineage> listener) {
    listener.accept(Lineage.of(EPOCH));
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  /** Never less than before, whatever is done to the clock. */
  private long now() {
    long read = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    return latest.accumulateAndGet(read, Math::max);
  }

  private static Position at(long micros) {
    return new Position(EPOCH, Math.max(0, micros));
  }
}
