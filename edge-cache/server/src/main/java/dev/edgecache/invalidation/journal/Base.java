package dev.edgecache.invalidation.journal;

import dev.edgecache.consistency.Position;
import java.util.Optional;

/**
 * What is left of the oldest invalidations of a log, which are no longer told apart.
 *
 * @param sequence the sequence of the latest of them; 0 if there are none
 * @param position a position that reflects them all; empty if none is known
 */
public record Base(long sequence, Optional<Position> position) {

  /** No invalidation is missing in the log. */
  public static final Base NONE = new Base(0, Optional.empty());

  /** Whether there is anything that it stands for. */
  public boolean isEmpty() {
    return sequence == 0;
  }

  /**
   * This and the next invalidation.
   *
   * @param own the position of its own commit, if the primary had reached it
   */
  public Base folding(long next, Optional<Position> own) {
    Optional<Position> both =
        isEmpty() ? own : position.flatMap(one -> own.flatMap(other -> greater(one, other)));
    return new Base(next, both);
  }

  /** This once a position is known that reflects all invalidations up to a sequence. */
  public Base reflectedBy(Sample sample) {
    return isEmpty() || sample.sequence() < sequence
        ? this
        : new Base(sequence, Optional.of(sample.position()));
  }

  private static Optional<Position> greater(Position one, Position other) {
    if (one.isAtLeast(other)) {
      return Optional.of(one);
    }
    return other.isAtLeast(one) ? Optional.of(other) : Optional.empty();
  }
}
