package dev.edgecache.check.history;

import java.time.Duration;

/** A way to ask for an item, each with a policy of its own. */
public enum Route {
  /** Stored, and never used once it is stale. */
  STORED("items", Duration.ZERO),
  /** Stored, and used for a while after it became stale. */
  SOFT("soft", Duration.ofSeconds(4)),
  /** Never stored. */
  PASSED("passed", Duration.ZERO);

  private final String segment;
  private final Duration window;

  Route(String segment, Duration window) {
    this.segment = segment;
    this.window = window;
  }

  /** The first segment of its paths. */
  public String segment() {
    return segment;
  }

  /** How long after the first soft invalidation, or its lifetime, an answer may be used. */
  public Duration window() {
    return window;
  }

  /** The path of an item. */
  public String path(int key) {
    return "/" + segment + "/" + key;
  }
}
