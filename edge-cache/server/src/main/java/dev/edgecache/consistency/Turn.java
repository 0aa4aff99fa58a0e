package dev.edgecache.consistency;

import java.time.Instant;

/**
 * The history of writes that holds now, and when it was learned. A promotion turns it: answers that
 * may reflect writes which it does not have are stale from then on.
 *
 * @param lineage the history
 * @param sequence the sequence of the invalidation log that answers asked for since have
 * @param since when it was learned
 */
public record Turn(Lineage lineage, long sequence, Instant since) {

  /** Whether an answer may reflect writes that are not part of the history. */
  boolean outdates(Provenance provenance) {
    return provenance.sequence() < sequence && !provenance.isOf(lineage);
  }
}
