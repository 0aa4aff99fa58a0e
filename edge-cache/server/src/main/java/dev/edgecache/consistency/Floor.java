package dev.edgecache.consistency;

/**
 * The least provenance that invalidations demand of an answer. Floors are merged by maximum, so
 * that invalidations may arrive twice and in any order.
 *
 * @param sequence the sequence of the latest invalidation; an answer below it is never used again
 */
public record Floor(long sequence) {

  /** Demands nothing. */
  public static final Floor NONE = new Floor(0);

  /** The floor that demands what either demands. */
  public Floor merge(Floor other) {
    return other.sequence > sequence ? other : this;
  }

  /** Whether an answer of that provenance reflects every invalidation. */
  public boolean isMetBy(Provenance provenance) {
    return provenance.sequence() >= sequence;
  }
}
