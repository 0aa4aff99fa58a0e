package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A type of mappings with declared keys; all other keys are problems.
 *
 * @param <T> what such a mapping becomes
 */
public final class ObjectType<T> extends Type<T> {

  private final String name;
  private final String description;
  private final Keys keys;
  private final Function<Values, T> build;
  private final Optional<String> secretAdvice;

  private ObjectType(
      String name,
      String description,
      Keys keys,
      Function<Values, T> build,
      Optional<String> secretAdvice) {
    this.name = name;
    this.description = description;
    this.keys = keys;
    this.build = build;
    this.secretAdvice = secretAdvice;
  }

  /**
   * Declares an object.
   *
   * @param name its name in the schema and in the documentation, unique in a file's declarations
   * @param description what it is, in sentences, Markdown
   * @param declaration declares the keys and returns how their values become the object
   */
  public static <T> ObjectType<T> of(
      String name, String description, Function<Keys, Function<Values, T>> declaration) {
    Keys keys = new Keys();
    Function<Values, T> build = declaration.apply(keys);
    return new ObjectType<>(name, description, keys, build, Optional.empty());
  }

  /** This type for secrets: text in its place is refused with an advice and never shown. */
  ObjectType<T> insteadOfText(String advice) {
    return new ObjectType<>(name, description, keys, build, Optional.of(advice));
  }

  @Override
  Optional<T> read(YamlValue value, Place place, Problems problems) {
    if (!(value instanceof YamlValue.Mapping mapping)) {
      mismatch(value, place, problems);
      return Optional.empty();
    }
    int before = problems.count();
    Set<String> meant = refuseUnknown(mapping, place, problems);
    Map<Key<?>, Object> values = new HashMap<>();
    for (Key<?> key : keys.declared()) {
      Optional<YamlValue.Entry> entry = mapping.find(key.name());
      if (entry.isPresent()) {
        Place below = place.key(key.name(), entry.get().position());
        key.type().read(entry.get().value(), below, problems).ifPresent(v -> values.put(key, v));
      } else if (key.whenAbsent().isPresent()) {
        values.put(key, key.whenAbsent().get());
      } else if (!meant.contains(key.name())) {
        problems.add(place.position(), place.path(), "key \"" + key.name() + "\" is missing");
      }
    }
    if (meant.isEmpty()) {
      refuseAlternatives(mapping, place, problems);
    }
    return problems.count() == before
        ? build(mapping, new Values(values, place.position()), place, problems)
        : Optional.empty();
  }

  /** Adds a problem for each unknown key; returns the known keys that they probably stand for. */
  private Set<String> refuseUnknown(YamlValue.Mapping mapping, Place place, Problems problems) {
    Set<String> meant = new HashSet<>();
    for (YamlValue.Entry entry : mapping.entries()) {
      if (names().contains(entry.key())) {
        continue;
      }
      List<String> free = names().stream().filter(known -> mapping.find(known).isEmpty()).toList();
      Optional<String> nearest = Nearest.of(entry.key(), free);
      nearest.ifPresent(meant::add);
      String hint = nearest.map(word -> Nearest.question(word) + " ").orElse("") + knownKeys();
      Place at = place.key(entry.key(), entry.position());
      problems.add(at.position(), at.path(), "unknown key", Optional.of(hint));
    }
    return meant;
  }

  private void refuseAlternatives(YamlValue.Mapping mapping, Place place, Problems problems) {
    for (List<String> names : keys.alternatives()) {
      long said = names.stream().filter(key -> mapping.find(key).isPresent()).count();
      if (said != 1) {
        String all = String.join(", ", names);
        String message = "keys: " + said + " of " + all + " (expected: exactly one)";
        problems.add(place.position(), place.path(), message);
      }
    }
  }

  private Optional<T> build(
      YamlValue.Mapping mapping, Values values, Place place, Problems problems) {
    try {
      return Optional.of(build.apply(values));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int colon = Math.max(message.indexOf(':'), 0);
      Place at =
          mapping
              .find(message.substring(0, colon))
              .map(entry -> place.key(entry.key(), entry.position()))
              .orElse(place);
      problems.add(at.position(), at.path(), message);
      return Optional.empty();
    }
  }

  @Override
  boolean fits(YamlValue value) {
    return value instanceof YamlValue.Mapping;
  }

  @Override
  boolean secret() {
    return secretAdvice.isPresent();
  }

  @Override
  Optional<String> advice(YamlValue value) {
    return secretAdvice.isPresent() ? secretAdvice : Optional.of(knownKeys());
  }

  @Override
  String expectation() {
    return "a mapping";
  }

  @Override
  String reference() {
    return "[" + name + "](#" + name + ")";
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    return definitions.reference(this);
  }

  @Override
  List<Type<?>> parts() {
    List<Type<?>> parts = new ArrayList<>();
    keys.declared().forEach(key -> parts.add(key.type()));
    return parts;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  Keys keys() {
    return keys;
  }

  private List<String> names() {
    return keys.declared().stream().<String>map(Key::name).toList();
  }

  private String knownKeys() {
    return "known keys: " + String.join(", ", names());
  }
}
