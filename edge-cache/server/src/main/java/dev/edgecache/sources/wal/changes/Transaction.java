package dev.edgecache.sources.wal.changes;

import dev.edgecache.invalidation.Invalidation.Mode;
import java.util.Set;

/**
 * A transaction that was committed.
 *
 * @param end where it ends in the log, unsigned: who has replayed up to there shows it
 * @param touched the answers that show what it changed
 */
public record Transaction(long end, Touched touched) {

  /** Which answers show what a transaction changed. */
  public sealed interface Touched {

    /** None. */
    record Nothing() implements Touched {}

    /**
     * Those with one of these tags.
     *
     * @param tags in the order in which they came; one at least
     * @param mode hard if it is for one of the changes
     */
    record Tagged(Set<String> tags, Mode mode) implements Touched {}

    /** Any may, for that reason. */
    record Everything(String reason) implements Touched {}
  }
}
