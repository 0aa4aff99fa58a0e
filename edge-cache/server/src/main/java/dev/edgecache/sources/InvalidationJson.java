package dev.edgecache.sources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Invalidations as JSON: an object in the shape of draft-nottingham-http-invalidation-01, §3, or an
 * array of such objects. Members that it does not know are mistakes.
 */
public final class InvalidationJson {

  private static final int MOST_AT_ONCE = 1_000;
  private static final int MOST_SELECTORS = 1_000;
  private static final Set<String> MEMBERS =
      new TreeSet<>(Set.of("type", "selectors", "groups", "purge", "mode", "position", "id"));

  private final Supplier<String> ownId;
  private final Instant received;
  private final String source;

  private InvalidationJson(Supplier<String> ownId, Instant received, String source) {
    this.ownId = ownId;
    this.received = received;
    this.source = source;
  }

  /**
   * The invalidations that a text tells of, in its order.
   *
   * @throws MalformedInvalidationException if any part of it is wrong
   */
  public static List<Invalidation> read(byte[] text, Instant received, String source)
      throws MalformedInvalidationException {
    InvalidationJson reading = new InvalidationJson(Invalidation::newId, received, source);
    JsonNode root = Json.parsed(text);
    if (!root.isArray()) {
      return List.of(reading.invalidation("$", root));
    }
    if (root.isEmpty() || root.size() > MOST_AT_ONCE) {
      throw MalformedInvalidationException.at(
          "$", root.size() + " invalidations", "1 to " + MOST_AT_ONCE);
    }
    List<Invalidation> all = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      all.add(reading.invalidation("$[" + i + "]", root.get(i)));
    }
    return all;
  }

  /**
   * The invalidation that an object tells of.
   *
   * @param ownId makes the id of one that has none
   * @throws MalformedInvalidationException if any part of it is wrong
   */
  public static Invalidation of(
      JsonNode object, Supplier<String> ownId, Instant received, String source)
      throws MalformedInvalidationException {
    return new InvalidationJson(ownId, received, source).invalidation("$", object);
  }

  /** Whether a type of objects is one of invalidations. */
  public static boolean isType(String word) {
    return SelectorType.of(word).isPresent();
  }

  private Invalidation invalidation(String path, JsonNode object)
      throws MalformedInvalidationException {
    if (!object.isObject()) {
      throw MalformedInvalidationException.at(path, kind(object), "an object");
    }
    for (var member : object.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw MalformedInvalidationException.at(
            path + "." + member.getKey(), "unknown", "one of " + String.join(", ", MEMBERS));
      }
    }
    Optional<String> id = text(path, object, "id");
    if (id.isPresent() && !Invalidation.isId(id.get())) {
      throw MalformedInvalidationException.at(
          path + ".id", quoted(id.get()), "1 to 200 visible ASCII characters");
    }
    return new Invalidation(
        id.orElseGet(ownId),
        tags(path, object),
        mode(path, object),
        position(path, object),
        received,
        source);
  }

  private static Set<String> tags(String path, JsonNode object)
      throws MalformedInvalidationException {
    String word = text(path, object, "type").orElse("");
    SelectorType type =
        SelectorType.of(word)
            .orElseThrow(
                () ->
                    MalformedInvalidationException.at(
                        path + ".type",
                        word.isEmpty() ? "absent" : quoted(word),
                        "one of " + SelectorType.words()));
    List<String> selectors = texts(path, object, "selectors");
    List<String> groups = texts(path, object, "groups");
    require(path + ".groups", groups, type == SelectorType.GROUP);
    require(path + ".selectors", selectors, type != SelectorType.ALL);
    Set<String> tags = new HashSet<>();
    for (int i = 0; i < selectors.size(); i++) {
      String selector = selectors.get(i);
      String place = path + ".selectors[" + i + "]";
      tags.addAll(
          type.tags(selector, groups)
              .orElseThrow(
                  () ->
                      MalformedInvalidationException.at(place, quoted(selector), type.expected())));
    }
    if (tags.size() > Invalidation.MOST_TAGS) {
      throw MalformedInvalidationException.at(
          path, tags.size() + " tags", "at most " + Invalidation.MOST_TAGS);
    }
    return type == SelectorType.ALL ? Set.of(ImplicitTags.EVERYTHING) : tags;
  }

  private static void require(String path, List<String> texts, boolean needed)
      throws MalformedInvalidationException {
    if (needed && texts.isEmpty()) {
      throw MalformedInvalidationException.at(path, "absent or empty", "at least one text");
    }
    if (!needed && !texts.isEmpty()) {
      throw MalformedInvalidationException.at(path, "present", "absent for this type");
    }
  }

  private static Mode mode(String path, JsonNode object) throws MalformedInvalidationException {
    Optional<String> word = text(path, object, "mode");
    Mode mode =
        switch (word.orElse("hard")) {
          case "hard" -> Mode.HARD;
          case "soft" -> Mode.SOFT;
          default ->
              throw MalformedInvalidationException.at(
                  path + ".mode", quoted(word.orElse("")), "hard or soft");
        };
    JsonNode purge = object.path("purge");
    if (!purge.isMissingNode() && !purge.isBoolean()) {
      throw MalformedInvalidationException.at(path + ".purge", kind(purge), "true or false");
    }
    if (purge.asBoolean() && mode == Mode.SOFT) {
      throw MalformedInvalidationException.at(path + ".purge", "true", "false with mode soft");
    }
    return mode;
  }

  private static Optional<Position> position(String path, JsonNode object)
      throws MalformedInvalidationException {
    Optional<String> text = text(path, object, "position");
    Optional<Position> position = text.flatMap(Position::parse);
    if (text.isPresent() && position.isEmpty()) {
      throw MalformedInvalidationException.at(
          path + ".position",
          quoted(text.get()),
          "epoch and LSN, such as 7412345678901234567/1@0/16B3748");
    }
    return position;
  }

  private static Optional<String> text(String path, JsonNode object, String name)
      throws MalformedInvalidationException {
    JsonNode member = object.path(name);
    if (member.isMissingNode()) {
      return Optional.empty();
    }
    if (!member.isTextual()) {
      throw MalformedInvalidationException.at(path + "." + name, kind(member), "a text");
    }
    return Optional.of(member.textValue());
  }

  private static List<String> texts(String path, JsonNode object, String name)
      throws MalformedInvalidationException {
    JsonNode member = object.path(name);
    if (member.isMissingNode()) {
      return List.of();
    }
    if (!member.isArray() || member.size() > MOST_SELECTORS) {
      throw MalformedInvalidationException.at(
          path + "." + name,
          member.isArray() ? member.size() + " of them" : kind(member),
          "a list of at most " + MOST_SELECTORS + " texts");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < member.size(); i++) {
      if (!member.get(i).isTextual()) {
        throw MalformedInvalidationException.at(
            path + "." + name + "[" + i + "]", kind(member.get(i)), "a text");
      }
      texts.add(member.get(i).textValue());
    }
    return texts;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case BOOLEAN -> node.toString();
      case NULL -> "null";
      case NUMBER -> "a number";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a text";
      case MISSING -> "absent";
    };
  }

  private static String quoted(String text) {
    int most = 100;
    return "\"" + (text.length() > most ? text.substring(0, most) + "…" : text) + "\"";
  }
}
