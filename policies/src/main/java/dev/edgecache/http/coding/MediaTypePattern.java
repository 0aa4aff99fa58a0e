package dev.edgecache.http.coding;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.Locale;

/**
 * Media types by name, {@code application/json}, by top-level type, {@code text/*}, or by suffix,
 * {@code application/*+json}.
 *
 * @param type the top-level type in lower case, or a star
 * @param subtype the subtype in lower case, a star, or a star and a suffix
 */
public record MediaTypePattern(String type, String subtype) {

  private static final String ANY = "*";

  /** The pattern that a text is. */
  public static MediaTypePattern parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int slash = lower.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("type: " + text + " (expected: such as text/html)");
    }
    return new MediaTypePattern(lower.substring(0, slash), lower.substring(slash + 1));
  }

  /** Whether the content of a response is of such a type (RFC 9110 §8.3). */
  public boolean matches(Fields response) {
    String sent = response.first(FieldNames.CONTENT_TYPE);
    return sent != null && matches(sent);
  }

  /** Whether a Content-Type, whose parameters don't count, is such a type. */
  public boolean matches(String contentType) {
    int semicolon = contentType.indexOf(';');
    String name =
        Grammar.trimmed(semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    return slash > 0
        && (type.equals(ANY) || type.equals(name.substring(0, slash)))
        && matchesSubtype(name.substring(slash + 1));
  }

  private boolean matchesSubtype(String sent) {
    return subtype.startsWith(ANY) ? sent.endsWith(subtype.substring(1)) : subtype.equals(sent);
  }

  /** The pattern as it was written, in lower case. */
  public String text() {
    return type + "/" + subtype;
  }
}
