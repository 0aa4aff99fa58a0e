package dev.edgecache.check.history;

import java.util.List;

/**
 * An answer that breaks a promise.
 *
 * @param promise which one
 * @param read the answer
 * @param demanded the least version that it should have shown
 * @param because what demanded it, the earliest first
 */
public record Violation(Promise promise, Read read, long demanded, List<Record> because) {

  /** What the answers of a run are held to. */
  public enum Promise {
    /** I1: a request that begins after an invalidation was acknowledged sees the change. */
    FRESH_AFTER_ACKNOWLEDGEMENT,
    /** I1': what is declared stale is so by soft invalidations alone, and within the window. */
    STALE_WITHIN_WINDOW,
    /** I2: a session sees its own writes. */
    READ_YOUR_WRITES,
    /** I3: a session never sees an older version of an item than it has seen by the same path. */
    MONOTONIC_READS
  }

  /** Copies the list. */
  public Violation {
    because = List.copyOf(because);
  }

  /** In words, for who looks for the cause. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s got version %d of item %d by %s at proxy %d, demanded was %d%n"
            .formatted(
                promise,
                read.client(),
                read.version(),
                read.key(),
                read.route().path(read.key()),
                read.proxy(),
                demanded));
    text.append("  at %,d ns for %,d ns; ".formatted(read.begin(), read.end() - read.begin()));
    text.append(read.fields());
    because.forEach(event -> text.append(System.lineSeparator()).append("  ").append(event));
    return text.toString();
  }
}
