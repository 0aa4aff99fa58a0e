package dev.edgecache.invalidation.log;

import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import java.util.Optional;

/** What is known of the position that answers must have reached for an invalidation. */
public sealed interface Location {

  /** Positions are not compared: its sequence alone decides. */
  record Unneeded() implements Location {}

  /** A reading of the primary is awaited; no answer of a replica counts as fresh until then. */
  record Awaited() implements Location {}

  /** It came with its position. */
  record Stated(Position position) implements Location {}

  /** A position of the primary that was read after it came. */
  record Sampled(Position position) implements Location {}

  /** It came with a position that the primary had not reached: the sampled one is in its place. */
  record SetAside(Position sampled) implements Location {}

  /** The position, if it is known. */
  default Optional<Position> known() {
    return switch (this) {
      case Unneeded unneeded -> Optional.empty();
      case Awaited awaited -> Optional.empty();
      case Stated(var position) -> Optional.of(position);
      case Sampled(var position) -> Optional.of(position);
      case SetAside(var sampled) -> Optional.of(sampled);
    };
  }

  /** What an invalidation of that sequence demands of answers. */
  default Mark mark(long sequence) {
    return switch (this) {
      case Unneeded unneeded -> new Mark(sequence, sequence, 0, Optional.empty());
      case Awaited awaited -> Mark.unlocated(sequence);
      case Stated(var position) -> Mark.ofCommit(sequence, position);
      case Sampled(var position) -> Mark.unlocated(sequence).located(sequence, position);
      case SetAside(var sampled) -> Mark.unlocated(sequence).located(sequence, sampled);
    };
  }
}
