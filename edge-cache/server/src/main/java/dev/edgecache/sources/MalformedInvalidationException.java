package dev.edgecache.sources;

/** A message is not what tells of invalidations; the message says where, and what was expected. */
public final class MalformedInvalidationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** It is no JSON. */
    SYNTAX,
    /** It is JSON that means nothing. */
    CONTENT
  }

  private final Kind kind;
  private final String reason;

  private MalformedInvalidationException(Kind kind, String message, String reason) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }

  /**
   * @param place where, as the beginning of a message; empty if that is not known
   * @param problem what is wrong
   */
  static MalformedInvalidationException syntax(String place, String problem) {
    return new MalformedInvalidationException(Kind.SYNTAX, place + problem, place + "not JSON");
  }

  /**
   * What is wrong in JSON.
   *
   * @param path where, as a JSONPath such as {@code $[0].selectors[2]}
   * @param found what is there
   * @param expected what should be
   */
  public static MalformedInvalidationException at(String path, String found, String expected) {
    String remedy = " (expected: " + expected + ")";
    return new MalformedInvalidationException(
        Kind.CONTENT, path + ": " + found + remedy, path + ": something else" + remedy);
  }

  /** The message without what was found, for places where no content may go. */
  public String reason() {
    return reason;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
