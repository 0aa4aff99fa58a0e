package dev.edgecache.invalidation.journal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import java.util.Optional;

/**
 * An invalidation as it stands in the log.
 *
 * @param sequence its place
 * @param invalidation what came
 * @param reached its position, if the primary was known to have reached it when it came
 */
public record Recorded(long sequence, Invalidation invalidation, Optional<Position> reached) {}
