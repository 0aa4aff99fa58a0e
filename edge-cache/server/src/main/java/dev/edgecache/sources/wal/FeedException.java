package dev.edgecache.sources.wal;

/** A standby can't be followed. The message is for people, and says what to do. */
final class FeedException extends Exception {

  private static final long serialVersionUID = 1;

  FeedException(String message) {
    super(message);
  }
}
