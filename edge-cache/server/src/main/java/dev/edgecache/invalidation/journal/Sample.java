package dev.edgecache.invalidation.journal;

import dev.edgecache.consistency.Position;

/**
 * A position of the primary that was read after invalidations came.
 *
 * @param sequence the sequence of the latest of them
 * @param position what was read
 */
public record Sample(long sequence, Position position) {}
