package dev.edgecache.http.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of an item or inner list, in order (RFC 9651 §3.1.2).
 *
 * @param values the values by key
 */
public record Parameters(Map<String, BareItem> values) {

  /** No parameters. */
  public static final Parameters NONE = new Parameters(Map.of());

  /** Copies the map with its order; rejects keys that are none. */
  public Parameters {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    values.keySet().forEach(Parameters::requireKey);
  }

  static void requireKey(String key) {
    if (!Characters.isKey(key)) {
      throw new IllegalArgumentException("key: " + key + " (expected: a key, RFC 9651 §3.1.2)");
    }
  }

  /** The value of that key. */
  public Optional<BareItem> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** These parameters with one more at the end, or with another value for a key that is there. */
  public Parameters with(String key, BareItem value) {
    Map<String, BareItem> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return new Parameters(more);
  }

  /** Appends the parameters as a field says them (RFC 9651 §4.1.1.2). */
  void appendTo(StringBuilder text) {
    values.forEach(
        (key, value) -> {
          text.append(';').append(key);
          if (!value.equals(BareItem.Bool.TRUE)) {
            text.append('=').append(value.text());
          }
        });
  }
}
