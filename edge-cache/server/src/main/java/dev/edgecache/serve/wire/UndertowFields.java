package dev.edgecache.serve.wire;

import dev.edgecache.http.Fields;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;

/** Field lines between Undertow's mutable header map and {@link Fields}. */
public final class UndertowFields {
  private UndertowFields() {}

  /** The lines of the map; lines of one name stand together, as Undertow keeps them. */
  public static Fields read(HeaderMap headers) {
    Fields.Builder fields = Fields.builder();
    for (long cookie = headers.fastIterateNonEmpty();
        cookie != -1L;
        cookie = headers.fiNextNonEmpty(cookie)) {
      HeaderValues values = headers.fiCurrent(cookie);
      String name = values.getHeaderName().toString();
      for (int i = 0; i < values.size(); i++) {
        fields.add(name, values.get(i));
      }
    }
    return fields.build();
  }

  /** Adds the lines to the map. */
  public static void write(Fields fields, HeaderMap headers) {
    for (int line = 0; line < fields.size(); line++) {
      headers.add(HttpString.tryFromString(fields.name(line)), fields.value(line));
    }
  }

  /** Whether a list field has that token among its members, regardless of case. */
  public static boolean hasToken(HeaderMap headers, HttpString name, String token) {
    HeaderValues lines = headers.get(name);
    if (lines != null) {
      for (int i = 0; i < lines.size(); i++) {
        if (hasToken(lines.get(i), token)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasToken(String list, String token) {
    int start = 0;
    while (start <= list.length()) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      if (list.substring(start, end).strip().equalsIgnoreCase(token)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
