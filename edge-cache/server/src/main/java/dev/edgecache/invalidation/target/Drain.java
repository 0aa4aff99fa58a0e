package dev.edgecache.invalidation.target;

/** The answers that are on their way to clients. Safe for any thread; never blocks. */
public interface Drain {

  /** The answers that are on their way now. */
  Begun begun();

  /** Answers that were on their way at some time. */
  interface Begun {

    /** Whether all of them have ended. */
    boolean haveEnded();
  }
}
