package dev.edgecache.origin;

import java.util.Locale;

/** Where an origin stands. */
public enum Site {
  /** Near: its databases are replicas, unless it was promoted. */
  LOCAL,
  /** Where writes are made, perhaps far away. */
  PRIMARY;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in lower case, for metrics. */
  public String label() {
    return label;
  }
}
