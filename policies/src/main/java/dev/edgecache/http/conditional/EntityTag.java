package dev.edgecache.http.conditional;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.Optional;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param strength whether it is a strong or a weak validator
 * @param opaque what stands between the quotes
 */
public record EntityTag(Strength strength, String opaque) {

  /** The two kinds of validators (RFC 9110 §8.8.1). */
  public enum Strength {
    /** It changes with every change of the representation data. */
    STRONG,
    /** It may stay the same where the change does not matter. */
    WEAK
  }

  /** Rejects a quote, which ends a tag. */
  public EntityTag {
    if (opaque.indexOf('"') >= 0) {
      throw new IllegalArgumentException("opaque: " + opaque + " (expected: no quote)");
    }
  }

  /**
   * The tag that a text is, or empty if it is none.
   *
   * <p>Tags without quotes and tags that begin with {@code w/} are sent although they are no entity
   * tags; they count as weak ones, so that no ranges are ever combined by them.
   */
  public static Optional<EntityTag> parse(String text) {
    if (text.startsWith("\"")) {
      return quoted(text, Strength.STRONG);
    }
    if (text.startsWith("W/\"") || text.startsWith("w/\"")) {
      return quoted(text.substring(2), Strength.WEAK);
    }
    return isBare(text) ? Optional.of(new EntityTag(Strength.WEAK, text)) : Optional.empty();
  }

  /** The tag of a stored response, or empty if it has none. */
  public static Optional<EntityTag> of(Fields response) {
    String value = response.first(FieldNames.ETAG);
    return value == null ? Optional.empty() : parse(Grammar.trimmed(value));
  }

  private static Optional<EntityTag> quoted(String text, Strength strength) {
    int closing = text.indexOf('"', 1);
    return closing > 0 && closing == text.length() - 1
        ? Optional.of(new EntityTag(strength, text.substring(1, closing)))
        : Optional.empty();
  }

  private static boolean isBare(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == ',') {
        return false;
      }
    }
    return !text.isEmpty() && !text.equals("*");
  }

  /** Whether both are strong and the same (RFC 9110 §8.8.3.2). */
  public boolean stronglyMatches(EntityTag other) {
    return strength == Strength.STRONG
        && other.strength == Strength.STRONG
        && opaque.equals(other.opaque);
  }

  /** Whether both are the same, weak or not (RFC 9110 §8.8.3.2). */
  public boolean weaklyMatches(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** The tag as a field says it. */
  public String text() {
    return (strength == Strength.WEAK ? "W/\"" : "\"") + opaque + '"';
  }
}
