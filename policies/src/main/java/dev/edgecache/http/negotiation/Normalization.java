package dev.edgecache.http.negotiation;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms in which field values that mean the same are equal (RFC 9111 §4.1). */
public final class Normalization {

  /** Fields whose commas part nothing: only the whitespace at their ends is free. */
  private static final Set<String> SINGLE_VALUES =
      Set.of("authorization", "cookie", "host", "origin", "referer", "user-agent");

  private Normalization() {}

  /**
   * The normalised value of all lines of a name, or empty if there is none.
   *
   * <p>Accept-Encoding and Accept-Language are lower case, by falling weight, members of one weight
   * by name: their order means nothing (RFC 9110 §12.5.4). Other lists have one comma and one space
   * between their members.
   *
   * @param name the field name in lower case
   */
  public static Optional<String> normalized(Fields request, String name) {
    if (!request.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (name) {
          case "accept-encoding" ->
              text(
                  preferences(request, FieldNames.ACCEPT_ENCODING)
                      .map(Preference::withoutAlias)
                      .sorted(Preference.BY_NAME)
                      .distinct());
          case "accept-language" ->
              text(
                  preferences(request, FieldNames.ACCEPT_LANGUAGE)
                      .sorted(Preference.BY_NAME)
                      .distinct());
          default -> plain(request, name);
        });
  }

  private static String plain(Fields request, String name) {
    List<String> lines = request.all(name);
    if (SINGLE_VALUES.contains(name)) {
      return lines.stream().map(Grammar::trimmed).collect(Collectors.joining(", "));
    }
    return String.join(", ", FieldList.members(request, name));
  }

  private static Stream<Preference> preferences(Fields request, String name) {
    return Preference.all(request, name).stream()
        .map(preference -> preference.withRange(preference.range().toLowerCase(Locale.ROOT)));
  }

  private static String text(Stream<Preference> preferences) {
    return preferences.map(Preference::text).collect(Collectors.joining(", "));
  }
}
