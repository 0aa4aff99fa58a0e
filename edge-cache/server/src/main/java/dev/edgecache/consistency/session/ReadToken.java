package dev.edgecache.consistency.session;

/** What became of the text of a token. */
public sealed interface ReadToken {

  /** It was written by a cache with one of the keys. */
  record Valid(SessionToken token) implements ReadToken {}

  /** It was, but its session has ended. */
  record Expired() implements ReadToken {}

  /** There is nothing to believe in it. */
  record Rejected(Reason reason) implements ReadToken {}

  /** Why nothing in a token is believed. */
  enum Reason {
    /** It has not the form of a token, or that of another version. */
    UNREADABLE,
    /** It names a key that is not known here. */
    FOREIGN,
    /** Its signature is not that of the key that it names. */
    FORGED
  }
}
