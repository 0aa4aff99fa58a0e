package dev.edgecache.sources.feed;

/** A bus that does not do what it should; the message tells people what, and what to do. */
public final class FeedException extends Exception {

  private static final long serialVersionUID = 1;

  /** A failure for a reason. */
  public FeedException(String reason) {
    super(reason);
  }

  /** A failure for a reason, and what caused it. */
  public FeedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
