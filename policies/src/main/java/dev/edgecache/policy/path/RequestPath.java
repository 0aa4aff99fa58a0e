package dev.edgecache.policy.path;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request in two forms, as it was sent and normalised for comparison, with what is
 * ambiguous about it.
 *
 * <p>Normalised means that percent-encoded unreserved characters are decoded and other percent
 * codes are in upper case (RFC 3986 §6.2.2). Nothing else is changed: servers agree on the meaning
 * of that much and no more. A path that servers may read differently is <em>ambiguous</em>; it is
 * normalised all the same, but must not be the key of an answer that others share.
 */
public final class RequestPath {

  /** Why servers may disagree about the meaning of a path. */
  public enum Ambiguity {
    /** A segment is {@code .} or {@code ..}, also percent-encoded. */
    DOT_SEGMENT("it has a dot segment"),
    /** Two slashes stand side by side. */
    EMPTY_SEGMENT("it has an empty segment"),
    /** A slash, backslash, percent sign, question mark, hash, or semicolon is percent-encoded. */
    ENCODED_DELIMITER("it has a percent-encoded delimiter"),
    /** A control character is percent-encoded. */
    ENCODED_CONTROL("it has a percent-encoded control character"),
    /** A percent sign does not begin a percent code, or the codes are not UTF-8. */
    INVALID_ENCODING("it has an invalid percent-encoding"),
    /** A semicolon begins parameters of a segment. */
    PARAMETERS("it has a semicolon"),
    /** A character that a path can't hold: a backslash, hash, space, control or beyond ASCII. */
    ILLEGAL_CHARACTER("it has a character that a path can't hold"),
    /** It does not begin with a slash. */
    NOT_ABSOLUTE("it does not begin with a slash");

    private final String description;

    Ambiguity(String description) {
      this.description = description;
    }

    /** The reason as the end of a sentence. */
    public String description() {
      return description;
    }
  }

  private final String raw;
  private final String normalised;
  private final @Nullable Ambiguity ambiguity;

  private RequestPath(String raw, String normalised, @Nullable Ambiguity ambiguity) {
    this.raw = raw;
    this.normalised = normalised;
    this.ambiguity = ambiguity;
  }

  /** Both forms of a path as it was sent, without the query. */
  public static RequestPath of(String raw) {
    if (!raw.startsWith("/")) {
      return new RequestPath(raw, raw, Ambiguity.NOT_ABSOLUTE);
    }
    Ambiguity ambiguity = null;
    for (int i = 1; i < raw.length() && ambiguity == null; i++) {
      char c = raw.charAt(i);
      if (c == '/') {
        ambiguity = raw.charAt(i - 1) == '/' ? Ambiguity.EMPTY_SEGMENT : null;
      } else if (c == ';') {
        ambiguity = Ambiguity.PARAMETERS;
      } else if (c <= ' ' || c >= 0x7F || c == '\\' || c == '#' || c == '?') {
        ambiguity = Ambiguity.ILLEGAL_CHARACTER;
      }
    }
    String normalised = raw;
    if (raw.indexOf('%') >= 0) {
      PercentEncoding path = PercentEncoding.normalise(raw);
      normalised = path.text();
      ambiguity = ambiguity == null ? ambiguityOf(path) : ambiguity;
    }
    if (ambiguity == null && hasDotSegment(normalised)) {
      ambiguity = Ambiguity.DOT_SEGMENT;
    }
    return new RequestPath(raw, normalised, ambiguity);
  }

  private static @Nullable Ambiguity ambiguityOf(PercentEncoding path) {
    return switch (path.worst()) {
      case HARMLESS -> null;
      case DELIMITER -> Ambiguity.ENCODED_DELIMITER;
      case CONTROL -> Ambiguity.ENCODED_CONTROL;
      case INVALID -> Ambiguity.INVALID_ENCODING;
    };
  }

  private static boolean hasDotSegment(String path) {
    for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
      int end = at + 2;
      if (end < path.length() && path.charAt(end) == '.') {
        end++;
      }
      if (end == path.length() || path.charAt(end) == '/') {
        return true;
      }
    }
    return false;
  }

  /** The path as it was sent. */
  public String raw() {
    return raw;
  }

  /** The path in normalised percent-encoding. */
  public String normalised() {
    return normalised;
  }

  /** Why servers may disagree about its meaning; empty if they don't. */
  public Optional<Ambiguity> ambiguity() {
    return Optional.ofNullable(ambiguity);
  }

  /** Whether servers may disagree about its meaning. */
  public boolean isAmbiguous() {
    return ambiguity != null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestPath that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  @Override
  public String toString() {
    return raw;
  }
}
