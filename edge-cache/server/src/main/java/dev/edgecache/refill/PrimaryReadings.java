package dev.edgecache.refill;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.positions.Positions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The positions of the primary as the invalidation log asks for them.
 *
 * @param positions where they are read
 */
public record PrimaryReadings(Positions positions) implements PrimaryPositions {

  @Override
  public Optional<Position> reached() {
    return positions.reached();
  }

  @Override
  public CompletableFuture<?> look() {
    return positions.replicasAtMost();
  }

  @Override
  public CompletableFuture<Position> read() {
    return positions.primary();
  }
}
