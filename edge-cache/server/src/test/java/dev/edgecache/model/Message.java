package dev.edgecache.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a well-formed message, by lower-case name.
 *
 * @param fields one value for each name
 */
public record Message(Map<String, String> fields) {

  /** Copies the map. */
  public Message {
    fields = Map.copyOf(fields);
  }

  /** A message with fields such as {@code ETag: "a"}. */
  public static Message of(List<String> lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return new Message(fields);
  }

  /** This message with fields of these lower-case names alone. */
  Message only(Set<String> names) {
    Map<String, String> kept = new LinkedHashMap<>(fields);
    kept.keySet().retainAll(names);
    return new Message(kept);
  }

  /** The value of a field. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The members of a list. */
  public List<String> list(String name) {
    List<String> members = new ArrayList<>();
    for (String member : field(name).orElse("").split(",", -1)) {
      if (!member.isBlank()) {
        members.add(member.strip());
      }
    }
    return members;
  }

  /** Whether Cache-Control has a directive, with or without an argument. */
  public boolean says(String directive) {
    return list("Cache-Control").stream()
        .anyMatch(member -> member.equals(directive) || member.startsWith(directive + "="));
  }

  /** The seconds that a directive of Cache-Control names. */
  public Optional<Long> seconds(String directive) {
    return list("Cache-Control").stream()
        .filter(member -> member.startsWith(directive + "="))
        .map(member -> Long.valueOf(member.substring(directive.length() + 1)))
        .findFirst();
  }
}
