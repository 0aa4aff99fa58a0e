package dev.edgecache.policy.rules;

import dev.edgecache.policy.path.PercentEncoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a query: the pieces between ampersands, each a name and maybe a value. */
final class QueryParameters {

  /**
   * One parameter.
   *
   * @param name its name, percent-decoded, by which it is kept or dropped
   * @param text name and value as they go into the key and to the origin: the name in normalised
   *     percent-encoding, the rest as sent
   */
  record Parameter(String name, String text) {}

  private static final Comparator<Parameter> BY_NAME = Comparator.comparing(Parameter::name);

  private QueryParameters() {}

  /** The parameters of these names, sorted by name; those of one name keep their order. */
  static List<Parameter> kept(@Nullable String query, Set<String> names) {
    if (query == null || names.isEmpty()) {
      return List.of();
    }
    List<Parameter> kept = new ArrayList<>();
    int from = 0;
    while (from <= query.length()) {
      int ampersand = query.indexOf('&', from);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (end > from) {
        Parameter parameter = parameter(query.substring(from, end));
        if (names.contains(parameter.name())) {
          kept.add(parameter);
        }
      }
      from = end + 1;
    }
    if (kept.size() > 1) {
      kept.sort(BY_NAME);
    }
    return kept;
  }

  /** Whether the names of all parameters mean themselves, without percent-encoding. */
  static boolean areNamedPlainly(@Nullable String query) {
    if (query == null) {
      return true;
    }
    boolean inName = true;
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c == '%' && inName) {
        return false;
      }
      inName = c == '&' || (inName && c != '=');
    }
    return true;
  }

  private static Parameter parameter(String piece) {
    int equals = piece.indexOf('=');
    String name = equals < 0 ? piece : piece.substring(0, equals);
    if (name.indexOf('%') < 0) {
      return new Parameter(name, piece);
    }
    String normalised = PercentEncoding.normalise(name).text();
    return new Parameter(
        PercentEncoding.decode(name),
        equals < 0 ? normalised : normalised + piece.substring(equals));
  }

  /** A query of these parameters; null if there are none. */
  static @Nullable String query(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return null;
    }
    StringBuilder query = new StringBuilder();
    for (Parameter parameter : parameters) {
      query.append(query.isEmpty() ? "" : "&").append(parameter.text());
    }
    return query.toString();
  }
}
