package dev.edgecache.simulation;

import dev.edgecache.consistency.Position;

/**
 * A change of one key.
 *
 * @param id greater than that of every earlier one, of whatever epoch
 * @param category the key's category from then on
 * @param position the end of its record
 */
record Commit(long id, int key, int category, Position position, long nanos) {

  /** What an invalidation names. */
  enum Tag {
    EVERYTHING,
    PATH,
    PRODUCT,
    CATEGORY;

    /** The tag, as an answer that shows the change has it. */
    String of(Commit commit) {
      return switch (this) {
        case EVERYTHING -> "everything ";
        case PATH -> "path example.com/p/" + commit.key();
        case PRODUCT -> "p:" + commit.key();
        case CATEGORY -> "c:" + commit.category();
      };
    }
  }
}
