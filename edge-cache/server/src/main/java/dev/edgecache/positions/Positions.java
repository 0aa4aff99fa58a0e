package dev.edgecache.positions;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How far the databases behind the origins have come. Safe for any thread; never blocks.
 *
 * <p>All positions are of the current epoch of {@link #lineage}, or of one that was current a
 * moment ago.
 */
public interface Positions extends AutoCloseable {

  /**
   * Begins to watch databases.
   *
   * @param clock the time of day, for sources that have no other position
   * @param nanos nanoseconds that only ever grow
   */
  static Positions open(PositionSettings settings, InstantSource clock, LongSupplier nanos) {
    return settings.source() instanceof PositionSettings.Clock(Duration window)
        ? new ClockPositions(window, clock)
        : PolledPositions.open(settings, nanos);
  }

  /** The history that positions belong to; empty until something was read. */
  Optional<Lineage> lineage();

  /**
   * The greatest position that every replica is known to have replayed: what is read from any of
   * them after this call holds everything up to it. It comes from the last reading of each, and an
   * old one is still true. Empty where a replica was never read, is not of this history, or has
   * what the current epoch lost.
   */
  Optional<Position> replicas();

  /**
   * The greatest position that is settled on the primary: what is read from it after this call
   * holds everything up to it. Empty where that is not known.
   */
  Optional<Position> settled();

  /**
   * The greatest position that any database of the current history is known to have: it has been
   * written, whether or not it is visible. Empty where none was read.
   */
  Optional<Position> reached();

  /**
   * Whether the configured primary is known not to take writes in the current history, so that it
   * may lack, if it answers, what was written since.
   */
  default boolean isPrimaryReplaced() {
    return false;
  }

  /**
   * What the primary had reached when it was asked, some time after this call: nothing that was
   * committed before this call lies beyond it. Concurrent callers share a reading.
   *
   * @return fails with {@link PositionUnknownException} where the primary does not tell
   */
  CompletableFuture<Position> primary();

  /**
   * The greatest position that a replica had reached when it was asked, some time after this call:
   * nothing that was read from any of them before this call lies beyond it. Concurrent callers
   * share a reading.
   *
   * @return fails with {@link PositionUnknownException} where a replica does not tell
   */
  CompletableFuture<Position> replicasAtMost();

  /**
   * Waits until {@link #replicas} is at or past a position; replicas are asked more often
   * meanwhile.
   *
   * @param demanded of the current epoch, or of an earlier one
   * @return true as soon as it is, false at the limit
   */
  CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit);

  /**
   * Has a listener told the history that positions belong to: at once if it is known, and whenever
   * it turns, before any position of the new epoch is known here.
   *
   * @param listener must not block; replaces an earlier one
   */
  void onLineage(Consumer<Lineage> listener);

  /** How each database that is watched does, always the same ones; none where none is asked. */
  default List<DatabaseStatus> status() {
    return List.of();
  }

  /** Stops watching; what is waited for fails or is false. */
  @Override
  void close();
}
