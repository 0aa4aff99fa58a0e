package dev.edgecache.consistency.session;

import java.util.OptionalInt;

/**
 * The latest answer of one key that a session has seen.
 *
 * @param upper an unsigned position that nothing in the answer is beyond
 * @param fingerprint what tells the answer from others of its key; empty if several were seen whose
 *     order is not known
 */
record Seen(long upper, OptionalInt fingerprint) {

  /** Whether it is known which answer was seen last. */
  boolean isCertain() {
    return fingerprint.isPresent();
  }

  Seen merge(Seen other) {
    return new Seen(
        Marks.greater(upper, other.upper),
        fingerprint.equals(other.fingerprint) ? fingerprint : OptionalInt.empty());
  }
}
