package dev.edgecache.demo.prices;

import dev.edgecache.consistency.Position;

/**
 * A look at a product after the cache had acknowledged a change of its price.
 *
 * @param at when the answer was there, by {@link System#nanoTime}
 */
record Look(Change change, Seen seen, long at) {

  /** What it showed. */
  enum Seen {
    /** The price of the change, or a later one. */
    RIGHT,
    /** A price from before the change. */
    OLD,
    /** No price: the answer was an error, or did not come. */
    NOTHING
  }

  /**
   * A change that the cache has acknowledged. Prices only rise, so a lower one is older.
   *
   * @param position at or past its commit
   * @param committed when the commit was known, by {@link System#nanoTime}
   */
  record Change(int product, long cents, Position position, long committed) {

    /** Whether a database that has come that far, in the same history, lacks it. */
    boolean isBeyond(Position reached) {
      return position.isAtLeast(reached) && !reached.isAtLeast(position);
    }
  }

  static Look at(Change change, long cents) {
    return new Look(change, cents < change.cents() ? Seen.OLD : Seen.RIGHT, System.nanoTime());
  }

  static Look inVain(Change change) {
    return new Look(change, Seen.NOTHING, System.nanoTime());
  }
}
