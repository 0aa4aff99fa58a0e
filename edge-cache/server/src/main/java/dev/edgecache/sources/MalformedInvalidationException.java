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

  private MalformedInvalidationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static MalformedInvalidationException syntax(String message) {
    return new MalformedInvalidationException(Kind.SYNTAX, message);
  }

  /**
   * @param path where, as a JSONPath such as {@code $[0].selectors[2]}
   * @param found what is there
   * @param expected what should be
   */
  static MalformedInvalidationException at(String path, String found, String expected) {
    return new MalformedInvalidationException(
        Kind.CONTENT, path + ": " + found + " (expected: " + expected + ")");
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
