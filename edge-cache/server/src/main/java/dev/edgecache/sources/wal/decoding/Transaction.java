package dev.edgecache.sources.wal.decoding;

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

    /** Those with one of these tags, in the order in which they came; one at least. */
    record Tagged(Set<String> tags) implements Touched {}

    /** Any may, for that reason. */
    record Everything(String reason) implements Touched {}
  }
}
