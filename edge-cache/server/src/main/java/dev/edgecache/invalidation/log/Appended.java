package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.Floors;
import java.util.Optional;

/**
 * An invalidation that is in effect.
 *
 * @param entry it in the log; the first one of its id
 * @param effect what it changed; empty if one of its id was there before
 */
public record Appended(Entry entry, Optional<Floors.Invalidated> effect) {}
