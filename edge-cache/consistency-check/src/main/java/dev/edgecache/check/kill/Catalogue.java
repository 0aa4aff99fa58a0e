package dev.edgecache.check.kill;

import java.util.Locale;

/** A database of items whose versions count upwards, and a replica of it that lags. */
final class Catalogue {

  /** The number of items. */
  static final int ITEMS = 64;

  // Guarded by this.
  private final long[] versions = new long[ITEMS];
  private final long[] replicated = new long[ITEMS];
  private long position = 1;
  private long replayed = 1;

  /**
   * A write that is committed.
   *
   * @param position where, as invalidations name it
   */
  record Commit(int item, long version, String position) {}

  /** Gives an item its next version. */
  synchronized Commit write(int item) {
    versions[item]++;
    position++;
    return new Commit(item, versions[item], text(position));
  }

  /** Lets the replica have all that was written until now, and nothing of what comes. */
  synchronized void replay() {
    System.arraycopy(versions, 0, replicated, 0, ITEMS);
    replayed = position;
  }

  synchronized long onPrimary(int item) {
    return versions[item];
  }

  synchronized long onReplica(int item) {
    return replicated[item];
  }

  synchronized String positionOfPrimary() {
    return text(position);
  }

  synchronized String positionOfReplica() {
    return text(replayed);
  }

  private static String text(long position) {
    return String.format(Locale.ROOT, "catalogue/1@0/%X", position);
  }
}
