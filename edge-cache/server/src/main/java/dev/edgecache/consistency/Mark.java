package dev.edgecache.consistency;

import java.util.Optional;

/**
 * What any number of invalidations demand of an answer. Marks are merged by maximum, so that
 * invalidations may arrive twice and in any order.
 *
 * @param latest the sequence of the latest invalidation
 * @param sampled the sequence of the latest one that came without the position of its commit: a
 *     database that has not moved since could not tell its answers apart by their positions
 * @param awaited the sequence of the latest one whose position is not known yet; 0 if there is none
 * @param position the position that answers must have reached; empty if none is known
 */
public record Mark(long latest, long sampled, long awaited, Optional<Position> position) {

  /** Demands nothing. */
  public static final Mark NONE = new Mark(0, 0, 0, Optional.empty());

  /** The mark of an invalidation that carries the position of its commit. */
  public static Mark ofCommit(long sequence, Position position) {
    return new Mark(sequence, 0, 0, Optional.of(position));
  }

  /** The mark of an invalidation without a position, until one is {@linkplain #located}. */
  public static Mark unlocated(long sequence) {
    return new Mark(sequence, sequence, sequence, Optional.empty());
  }

  /** The mark that demands what either demands. */
  public Mark merge(Mark other) {
    return new Mark(
        Math.max(latest, other.latest),
        Math.max(sampled, other.sampled),
        Math.max(awaited, other.awaited),
        greater(position, other.position));
  }

  /**
   * This mark once a position of the primary is known that was read after the invalidations up to a
   * sequence. Where none is awaited, it demands no more than before.
   */
  public Mark located(long sequence, Position read) {
    return awaited == 0
        ? this
        : new Mark(
            latest,
            sampled,
            awaited <= sequence ? 0 : awaited,
            greater(position, Optional.of(read)));
  }

  /** This mark in terms of the current history. */
  public Mark in(Lineage lineage) {
    return position.isEmpty() || position.get().epoch().equals(lineage.current())
        ? this
        : position
            .flatMap(lineage::demandInCurrent)
            .map(current -> new Mark(latest, sampled, awaited, Optional.of(current)))
            .orElse(new Mark(latest, latest, latest, Optional.empty()));
  }

  /**
   * Whether an answer reflects every one of the invalidations. An answer of the primary does if it
   * was asked for after them; any answer, if it is proven to have reached their positions.
   */
  public boolean isMetBy(Provenance provenance) {
    boolean asked =
        provenance.source() == Provenance.Source.PRIMARY && provenance.sequence() >= latest;
    return asked
        || (awaited == 0
            && provenance.sequence() >= sampled
            && position.map(demanded -> reaches(provenance, demanded)).orElse(true));
  }

  private static boolean reaches(Provenance provenance, Position demanded) {
    return provenance.lower().map(lower -> lower.isAtLeast(demanded)).orElse(false);
  }

  private static Optional<Position> greater(Optional<Position> one, Optional<Position> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    if (!one.get().epoch().equals(other.get().epoch())) {
      throw new IllegalArgumentException(
          "positions: " + one.get() + " and " + other.get() + " (expected: of one epoch)");
    }
    return one.get().isAtLeast(other.get()) ? one : other;
  }
}
