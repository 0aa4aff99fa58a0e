package dev.edgecache.check.history;

/** Who asks. */
public sealed interface Client {

  /** Somebody without a session. */
  record Stranger(int number) implements Client {}

  /** A session, which has one request under way at a time. */
  record Visitor(int number) implements Client {}
}
