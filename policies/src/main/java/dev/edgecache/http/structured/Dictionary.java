package dev.edgecache.http.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Dictionary (RFC 9651 §3.2).
 *
 * @param members the members by key, in order
 */
public record Dictionary(Map<String, Member> members) {

  /** Copies the map with its order; rejects keys that are none. */
  public Dictionary {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    members.keySet().forEach(Parameters::requireKey);
  }

  /**
   * The dictionary that a field value is, or empty if it is none (RFC 9651 §4.2).
   *
   * @param fieldValue the combined value of all lines of the field
   */
  public static Optional<Dictionary> parse(String fieldValue) {
    return Parser.parse(fieldValue, Parser::dictionary);
  }

  /** Whether it has no members. */
  public boolean isEmpty() {
    return members.isEmpty();
  }

  /** The member of that key. */
  public Optional<Member> member(String key) {
    return Optional.ofNullable(members.get(key));
  }

  /** The dictionary as a field says it; empty for an empty one, which is not sent. */
  public String text() {
    StringBuilder text = new StringBuilder();
    members.forEach(
        (key, member) -> {
          text.append(text.isEmpty() ? "" : ", ").append(key);
          if (member instanceof Item item && item.value().equals(BareItem.Bool.TRUE)) {
            item.parameters().appendTo(text);
          } else {
            text.append('=').append(member.text());
          }
        });
    return text.toString();
  }
}
