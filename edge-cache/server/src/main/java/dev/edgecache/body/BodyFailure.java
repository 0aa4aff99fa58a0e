package dev.edgecache.body;

/**
 * The reason why a body ended before it was complete.
 *
 * @param kind what happened
 * @param detail a short description for logs and Proxy-Status, without personal data
 */
public record BodyFailure(Kind kind, String detail) {

  /** What ended a body early. */
  public enum Kind {
    /** The sender closed or reset the connection before the last byte. */
    TRUNCATED,
    /** No byte arrived for longer than allowed, or the whole took longer than allowed. */
    TIMEOUT,
    /** The bytes did not follow the framing of their protocol. */
    MALFORMED,
    /** The body is longer than allowed. */
    TOO_LARGE,
    /** The consumer went away, so that the bytes were no longer wanted. */
    CANCELLED
  }
}
