package dev.edgecache.http.negotiation;

import dev.edgecache.http.FieldList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A media range (RFC 9110 §12.5.1).
 *
 * @param type the type in lower case, or a star
 * @param subtype the subtype in lower case, or a star
 * @param parameters the parameters in lower case, such as {@code level=1}
 */
record MediaRange(String type, String subtype, Set<String> parameters) {

  /** The range that a text is; one without a slash has an empty subtype and matches nothing. */
  static MediaRange parse(String text) {
    List<String> parts =
        FieldList.parts(text, ';').stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
    String name = parts.isEmpty() ? "" : parts.getFirst();
    int slash = name.indexOf('/');
    return new MediaRange(
        slash < 0 ? name : name.substring(0, slash),
        slash < 0 ? "" : name.substring(slash + 1),
        parts.stream().skip(1).collect(Collectors.toSet()));
  }

  /** The weight that the most specific of the matching ranges gives to a media type. */
  static OptionalInt weight(List<Preference> preferences, String mediaType) {
    MediaRange wanted = parse(mediaType);
    OptionalInt weight = OptionalInt.empty();
    int greatest = -1;
    for (Preference preference : preferences) {
      MediaRange range = parse(preference.range());
      if (range.matches(wanted) && range.specificity() > greatest) {
        greatest = range.specificity();
        weight = OptionalInt.of(preference.weight());
      }
    }
    return weight;
  }

  private boolean matches(MediaRange mediaType) {
    return (type.equals("*") ? subtype.equals("*") : type.equals(mediaType.type))
        && !subtype.isEmpty()
        && (subtype.equals("*") || subtype.equals(mediaType.subtype))
        && mediaType.parameters.containsAll(parameters);
  }

  private int specificity() {
    int named = (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
    return named + parameters.size();
  }
}
