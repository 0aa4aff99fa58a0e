package dev.edgecache.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One cache directive (RFC 9111 §5.2).
 *
 * @param name its name in lower case
 * @param argument what stands behind the equals sign
 */
record Directive(String name, Argument argument) {

  /** The argument of a directive. */
  sealed interface Argument {}

  /** There is no equals sign. */
  record Absent() implements Argument {}

  /**
   * A token, or what a quoted string says.
   *
   * @param text the argument without quotes
   */
  record Text(String text) implements Argument {}

  /** Something that is neither token nor quoted string. */
  record Malformed() implements Argument {}

  static final Argument ABSENT = new Absent();
  static final Argument MALFORMED = new Malformed();

  /** Directives that restrict: they count wherever they stand in a member that is malformed. */
  private static final Set<String> RESTRICTIVE =
      Set.of(
          "no-store",
          "no-cache",
          "private",
          "must-revalidate",
          "proxy-revalidate",
          "max-age",
          "s-maxage");

  /** The directives of all lines of that name. */
  static List<Directive> all(Fields fields, String name) {
    List<Directive> directives = new ArrayList<>();
    for (String member : FieldList.members(fields, name)) {
      add(member, directives);
    }
    return directives;
  }

  private static void add(String member, List<Directive> directives) {
    int equals = member.indexOf('=');
    String name = equals < 0 ? member : Grammar.trimmed(member, 0, equals);
    if (!Grammar.isToken(name)) {
      addRestrictive(member, directives);
      return;
    }
    Argument argument = equals < 0 ? ABSENT : argument(member, equals);
    directives.add(new Directive(name.toLowerCase(Locale.ROOT), argument));
    if (argument instanceof Malformed) {
      addRestrictive(member.substring(equals + 1), directives);
    }
  }

  private static Argument argument(String member, int equals) {
    String text = member.substring(equals + 1);
    if (Grammar.isWhitespace(member.charAt(equals - 1))) {
      return MALFORMED;
    }
    if (Grammar.isToken(text)) {
      return new Text(text);
    }
    return Grammar.unquoted(text).<Argument>map(Text::new).orElse(MALFORMED);
  }

  /** Adds every restrictive directive whose name is a word of the text. */
  private static void addRestrictive(String text, List<Directive> directives) {
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !Grammar.isTokenChar(text.charAt(i))) {
        String word = text.substring(start, i).toLowerCase(Locale.ROOT);
        if (RESTRICTIVE.contains(word)) {
          directives.add(new Directive(word, MALFORMED));
        }
        start = i + 1;
      }
    }
  }
}
