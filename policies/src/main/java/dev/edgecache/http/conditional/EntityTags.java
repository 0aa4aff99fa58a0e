package dev.edgecache.http.conditional;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What If-None-Match or If-Match names (RFC 9110 §13.1.1, §13.1.2). */
public sealed interface EntityTags {

  /** Any representation: {@code *}. */
  record Any() implements EntityTags {}

  /** The representations with these tags; none if the field holds no tag. */
  record Listed(List<EntityTag> tags) implements EntityTags {
    /** Copies the list. */
    public Listed {
      tags = List.copyOf(tags);
    }
  }

  /** What all lines of that name say together; empty if there is none. */
  static Optional<EntityTags> parse(Fields request, String name) {
    String value = request.combined(name);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(Grammar.trimmed(value).equals("*") ? new Any() : new Listed(tags(value)));
  }

  /** The tags that are named one by one. */
  default List<EntityTag> listed() {
    return switch (this) {
      case Any() -> List.of();
      case Listed(List<EntityTag> tags) -> tags;
    };
  }

  /** Whether a representation with that tag, if it has one, is named, by weak comparison. */
  default boolean weaklyMatch(Optional<EntityTag> tag) {
    return switch (this) {
      case Any() -> true;
      case Listed(List<EntityTag> tags) ->
          tag.isPresent() && tags.stream().anyMatch(tag.get()::weaklyMatches);
    };
  }

  /** The tags of a list; quotes may hold commas, but no escapes (RFC 9110 §8.8.3). */
  private static List<EntityTag> tags(String list) {
    List<EntityTag> tags = new ArrayList<>();
    int start = 0;
    while (start < list.length()) {
      int end = endOfMember(list, start);
      EntityTag.parse(Grammar.trimmed(list.substring(start, end))).ifPresent(tags::add);
      start = end + 1;
    }
    return tags;
  }

  private static int endOfMember(String list, int start) {
    int quote = start;
    while (quote < list.length() && list.charAt(quote) != '"') {
      if (list.charAt(quote) == ',') {
        return quote;
      }
      quote++;
    }
    int closing = list.indexOf('"', quote + 1);
    int comma = list.indexOf(',', closing < 0 ? quote : closing);
    return comma < 0 ? list.length() : comma;
  }
}
