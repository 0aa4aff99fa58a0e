package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The cookies of a request (RFC 6265 §4.2); of several of one name the first counts. */
public final class Cookies {

  private Cookies() {}

  /** The value of a cookie, or null if the request has none of that name. */
  public static @Nullable String value(Fields request, String name) {
    for (int line = 0; line < request.size(); line++) {
      if (Fields.sameName(request.name(line), FieldNames.COOKIE)) {
        String value = value(request.value(line), name);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  private static @Nullable String value(String line, String name) {
    int from = 0;
    while (from < line.length()) {
      int semicolon = line.indexOf(';', from);
      int end = semicolon < 0 ? line.length() : semicolon;
      int equals = line.indexOf('=', from);
      if (equals >= 0 && equals < end && line.substring(from, equals).strip().equals(name)) {
        return line.substring(equals + 1, end).strip();
      }
      from = end + 1;
    }
    return null;
  }

  /** A Cookie value of the cookies of these names alone; null if the request has none of them. */
  static @Nullable String reduced(Fields request, Collection<String> names) {
    StringBuilder reduced = new StringBuilder();
    for (String name : names) {
      String value = value(request, name);
      if (value != null) {
        reduced.append(reduced.isEmpty() ? "" : "; ").append(name).append('=').append(value);
      }
    }
    return reduced.isEmpty() ? null : reduced.toString();
  }
}
