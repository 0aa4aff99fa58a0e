package dev.edgecache.consistency;

/**
 * What a stored answer proves of its age.
 *
 * @param sequence the sequence of the invalidation log, read before the origin was asked: the
 *     answer reflects every invalidation up to it
 */
public record Provenance(long sequence) {

  /** Rejects a negative sequence. */
  public Provenance {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence: " + sequence + " (expected: >= 0)");
    }
  }
}
