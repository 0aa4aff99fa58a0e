package dev.edgecache.serve.session;

import java.util.Locale;

/** Learns what becomes of session tokens. Must not block. */
public interface SessionObserver {

  /** Nobody. */
  SessionObserver NONE = token -> {};

  /** What became of a token that a client sent. */
  enum Token {
    VALID,
    EXPIRED,
    UNREADABLE,
    FOREIGN,
    FORGED;

    /** The name in lower case, for metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A client sent a token. */
  void read(Token token);
}
