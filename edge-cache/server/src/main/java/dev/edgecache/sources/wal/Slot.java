package dev.edgecache.sources.wal;

import java.util.Optional;

/**
 * A replication slot as a server tells of it.
 *
 * @param fit what it can be used for
 * @param confirmed up to where what it told was confirmed, unsigned
 * @param user the process that uses it now
 */
record Slot(Fit fit, long confirmed, Optional<Integer> user) {

  /** What a slot can be used for. */
  enum Fit {
    /** It goes on where it was left. */
    USABLE,
    /** The server has dropped the log that it needs, and it can't go on. */
    LOST,
    /** It belongs to something else. */
    FOREIGN
  }
}
