package dev.edgecache.simulation;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An invalidation that tells of a change.
 *
 * @param position the change's, if it says it
 */
record Event(Commit commit, Commit.Tag tag, Invalidation.Mode mode, Optional<Position> position) {

  String id() {
    return "change-" + commit.id();
  }

  /** It as it comes in. */
  Invalidation received(Instant now) {
    return new Invalidation(id(), Set.of(tag.of(commit)), mode, position, now, "the simulation");
  }

  /** Whether an answer that shows a change has the tag. */
  boolean concerns(Commit shown) {
    return switch (tag) {
      case EVERYTHING -> true;
      case PATH, PRODUCT -> shown.key() == commit.key();
      case CATEGORY -> shown.category() == commit.category();
    };
  }
}
