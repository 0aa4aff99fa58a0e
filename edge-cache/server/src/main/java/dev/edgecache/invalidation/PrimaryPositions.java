package dev.edgecache.invalidation;

import dev.edgecache.consistency.Position;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How far the primary database has come. Safe for any thread; never blocks. */
public interface PrimaryPositions {

  /**
   * The greatest position that the primary is known to have reached, be it that a replica has it;
   * empty if none is.
   */
  Optional<Position> reached();

  /**
   * A look at what is near, and has what the primary had; {@link #reached} may tell more when it is
   * over. Over at once where nothing is near.
   */
  default CompletionStage<?> look() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /** A reading of the primary that begins after this call, and ends within a bounded time. */
  CompletionStage<Position> read();
}
