package dev.edgecache.invalidation.target;

import dev.edgecache.invalidation.log.Entry;
import java.io.IOException;
import java.util.List;

/**
 * A cache outside, or several of one kind, to which invalidations go after the nodes of this one
 * are clean. What it takes it does not lose.
 */
public interface Target {

  /** Its name, such as {@code cloudfront}. */
  String name();

  /** The latest invalidation that it has taken, or that is of no concern to it. */
  long cursor();

  /** Has everything up to a sequence count as taken, and nothing after it. */
  void begin(long cursor) throws IOException;

  /** Whether it has taken nothing yet, ever. */
  boolean isNew();

  /** Whether an invalidation means anything to it. */
  boolean concerns(Entry entry);

  /**
   * Takes invalidations, in the order of their sequences; they are kept when this returns. What was
   * taken before changes nothing.
   *
   * @throws IOException if they can't be kept; then none of them is taken
   */
  void offer(List<Clean> invalidations) throws IOException;

  /** How far an invalidation has come that it has taken. */
  Progress progress(Entry entry);

  /** Has somebody told when something may have come further. */
  void onProgress(Runnable listener);

  /**
   * An invalidation that this node is clean of.
   *
   * @param window whether something from before it may still be on its way
   */
  record Clean(Entry entry, Window window) {}

  /** Whether something from before an invalidation may still be on its way outside. */
  enum Window {
    /** All answers that began before it have ended, and every database has it. */
    CLOSED,
    /** Some may not have, after the time that was given them. */
    OPEN
  }
}
