package dev.edgecache.positions;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How far the databases behind the origins have come. Safe for any thread; never blocks. */
public interface Positions extends AutoCloseable {

  /** The current epoch and its ancestors; empty while nothing was read. */
  Optional<Lineage> lineage();

  /** The least position that every replica is known to have replayed. */
  Optional<Position> replicas();

  /** A position of the primary: all commits at or below it are visible there. */
  Optional<Position> settled();

  /** A reading of the primary that begins after this call; those who call meanwhile share one. */
  CompletableFuture<Position> primary();

  /** The greatest of a reading of all replicas that begins after this call. */
  CompletableFuture<Position> replicasAtMost();

  /**
   * True as soon as every replica is known to have replayed a position, false once the limit has
   * passed.
   */
  CompletableFuture<Boolean> awaitReplicas(Position demanded, Duration limit);

  @Override
  void close();
}
