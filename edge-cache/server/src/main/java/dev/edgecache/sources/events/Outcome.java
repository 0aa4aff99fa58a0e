package dev.edgecache.sources.events;

import java.util.Locale;

/** What became of an event. */
public enum Outcome {
  /** It is in effect. */
  EFFECTIVE,
  /** It came before, and changed nothing again. */
  REPEATED,
  /** No policy names its type. */
  UNMAPPED,
  /** It can't be understood. */
  SET_ASIDE;

  /** The word for it in metrics and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
