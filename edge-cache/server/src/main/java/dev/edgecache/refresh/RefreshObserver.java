package dev.edgecache.refresh;

import java.util.Locale;

/** Learns what becomes of refreshes. Called on any thread; must not block or throw. */
@FunctionalInterface
public interface RefreshObserver {

  /** Nobody. */
  RefreshObserver NONE = outcome -> {};

  /** What became of the refresh of a popular answer that was invalidated. */
  enum Outcome {
    /** A new answer, or a 304, came from the origin. */
    REFRESHED,
    /** It was no longer needed: a client was faster, or the answer is no longer stored. */
    UNNEEDED,
    /** The origin's answer may not be stored. */
    NOT_STORED,
    /** The origin did not answer, or with an error. */
    FAILED,
    /** The answer of a replica was too old; it is tried again. */
    BEHIND,
    /** Nothing that the proxy knows makes the same request again. */
    IMPOSSIBLE,
    /** Too many waited already. */
    DROPPED,
    /** There was no room for it at the origin, or no replica that was far enough, for too long. */
    EXPIRED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in lower case, for metrics. */
    public String label() {
      return label;
    }
  }

  /** What became of one. */
  void refreshed(Outcome outcome);
}
