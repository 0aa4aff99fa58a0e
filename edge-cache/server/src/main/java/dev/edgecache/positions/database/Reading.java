package dev.edgecache.positions.database;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.util.Optional;

/**
 * What a database told when it was asked.
 *
 * @param role whether it takes writes
 * @param lineage the history that its positions belong to, as far as it can tell
 * @param reached what was read from it before it was asked holds nothing after here; a standby may
 *     miss the one commit that it is replaying at the very moment
 * @param visible what is read from it after it was asked holds everything up to here; empty where
 *     it cannot tell
 */
public record Reading(Role role, Lineage lineage, Position reached, Optional<Position> visible) {

  /** What a database does. */
  public enum Role {
    /** It takes writes. */
    PRIMARY,
    /** It follows another one. */
    REPLICA
  }
}
