package dev.edgecache.consistency;

import java.time.Instant;

/**
 * Soft invalidations: an answer that does not meet their mark is stale since an instant.
 *
 * @param mark what they demand
 * @param since when the first of them came
 */
public record Softening(Mark mark, Instant since) {

  /** Both as one: the window of stale answers runs from the earlier. */
  Softening merge(Softening other) {
    return new Softening(mark.merge(other.mark), since.isBefore(other.since) ? since : other.since);
  }
}
