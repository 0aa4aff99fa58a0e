package dev.edgecache.http;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The members of list-valued fields: separated by commas outside of quoted strings, with empty
 * members dropped (RFC 9110 §5.6.1).
 *
 * <p>A quote that is never closed is an ordinary character, so that it can't hide the members after
 * it. For the same reason each line is split by itself.
 */
public final class FieldList {

  private FieldList() {}

  /** The members of all lines of that name, in order. */
  public static List<String> members(Fields fields, String name) {
    List<String> lines = fields.all(name);
    if (lines.isEmpty()) {
      return List.of();
    }
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      addParts(line, ',', members);
    }
    return members;
  }

  /** The members of one line, in order. */
  public static List<String> members(String line) {
    return parts(line, ',');
  }

  /**
   * Whether a list of tokens has a member, without regard to case, in any line of that name; a
   * member's parameters do not count.
   */
  public static boolean containsToken(Fields fields, String name, String token) {
    for (String member : members(fields, name)) {
      int semicolon = member.indexOf(';');
      String bare = semicolon < 0 ? member : Grammar.trimmed(member, 0, semicolon);
      if (bare.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /** The parts of a text between separators outside of quoted strings, trimmed, no empty ones. */
  public static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    addParts(text, separator, parts);
    return parts;
  }

  private static void addParts(String text, char separator, List<String> parts) {
    boolean quotesClose = true;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == separator) {
        addPart(text, start, i, parts);
        start = i + 1;
      } else if (c == '"' && quotesClose) {
        OptionalInt end = Grammar.endOfQuoted(text, i);
        quotesClose = end.isPresent();
        i = end.orElse(i + 1) - 1;
      }
    }
    addPart(text, start, text.length(), parts);
  }

  private static void addPart(String text, int from, int to, List<String> parts) {
    String part = Grammar.trimmed(text, from, to);
    if (!part.isEmpty()) {
      parts.add(part);
    }
  }
}
