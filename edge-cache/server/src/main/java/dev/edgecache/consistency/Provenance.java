package dev.edgecache.consistency;

import java.util.Optional;

/**
 * What a stored answer proves of its age.
 *
 * @param source who answered
 * @param sequence the sequence of the invalidation log, read before the origin was asked
 * @param lower all writes up to this position are in the answer; empty if that is not known
 * @param upper no write beyond this position is in the answer; empty if that is not known
 */
public record Provenance(
    Source source, long sequence, Optional<Position> lower, Optional<Position> upper) {

  /** Who gave an answer. */
  public enum Source {
    /** An origin that reads replicas: what it reads may lag. */
    REPLICA,
    /** The origin at the primary: what was acknowledged before it was asked is in the answer. */
    PRIMARY
  }

  /** Rejects a negative sequence. */
  public Provenance {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence: " + sequence + " (expected: >= 0)");
    }
  }

  /** What an answer of the primary proves, of which no position is known. */
  public static Provenance ofPrimary(long sequence) {
    return new Provenance(Source.PRIMARY, sequence, Optional.empty(), Optional.empty());
  }

  /** Whether nothing is known of how far the answer lags. */
  public boolean isUnproven() {
    return source == Source.REPLICA && lower.isEmpty();
  }

  /** This for an answer whose sender made the invalidation of that sequence itself. */
  public Provenance at(long ownSequence) {
    return new Provenance(source, ownSequence, lower, upper);
  }

  /**
   * This with what the answer itself states, which a replica knows best. What is visible on a
   * primary does not follow the order of its log, so that its own word is no lower bound.
   */
  Provenance stating(DataPosition stated) {
    Optional<Position> known = source == Source.REPLICA ? stated.lower().or(() -> lower) : lower;
    return new Provenance(source, sequence, known, stated.upper().or(() -> upper));
  }

  /**
   * A position up to which the answer is proven, where all changes up to there have raised floors:
   * if it meets its floor by its own position, none of them has touched it since. That it was asked
   * for after an invalidation is not enough, as a primary may show a commit later than a replica.
   *
   * @param processed where all changes have raised floors up to
   * @param floor the floor of its tags, read after that was so
   */
  public Optional<Position> provenUpTo(Position processed, Floor floor) {
    Provenance byPosition = new Provenance(Source.REPLICA, sequence, lower, upper);
    return lower.isPresent() && floor.isMetBy(byPosition)
        ? Optional.of(processed)
        : Optional.empty();
  }

  /** This with an upper bound that was read after the answer's head, if it has none of its own. */
  public Provenance boundedBy(Position later) {
    return upper.isPresent() ? this : new Provenance(source, sequence, lower, Optional.of(later));
  }

  /**
   * Whether the answer may lack something that the other one has. An answer of the primary does
   * not, if nothing was invalidated between the two.
   */
  public boolean mayBeOlderThan(Provenance other) {
    if (source == Source.PRIMARY) {
      return sequence < other.sequence;
    }
    Optional<Position> reached = other.upper.or(() -> other.lower);
    return reached.isEmpty()
        ? other.source == Source.PRIMARY || sequence < other.sequence
        : lower.isEmpty() || isBehind(lower.get(), reached.get());
  }

  private static boolean isBehind(Position position, Position other) {
    return position.epoch().equals(other.epoch()) && !position.isAtLeast(other);
  }

  /** Whether everything in the answer is known to be part of a history. */
  boolean isOf(Lineage lineage) {
    return upper.flatMap(lineage::inCurrent).isPresent();
  }

  /** This with its lower bound in terms of the current history. */
  Provenance in(Lineage lineage) {
    return lower.isEmpty() || lower.get().epoch().equals(lineage.current())
        ? this
        : new Provenance(source, sequence, lower.flatMap(lineage::demandInCurrent), upper);
  }
}
