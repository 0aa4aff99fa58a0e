package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A type of single values. */
final class ScalarType<T> extends Type<T> {

  /** How a single value is written. */
  sealed interface Form {
    /** Text that a pattern matches as a whole; the pattern is anchored, for the JSON Schema. */
    record Text(Pattern pattern) implements Form {}

    /** A whole number within bounds. */
    record Whole(int min, int max) implements Form {}

    /** {@code true} or {@code false}. */
    record TrueOrFalse() implements Form {}

    /** One of these words. */
    record Words(List<String> words) implements Form {}
  }

  private final String name;
  private final String expectation;
  private final Form form;
  private final Function<String, T> parse;

  ScalarType(String name, String expectation, Form form, Function<String, T> parse) {
    this.name = name;
    this.expectation = expectation;
    this.form = form;
    this.parse = parse;
  }

  @Override
  Optional<T> read(YamlValue value, Place place, Problems problems) {
    if (!(value instanceof YamlValue.Scalar scalar) || !fits(value)) {
      mismatch(value, place, problems);
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(scalar.text()));
    } catch (IllegalArgumentException e) {
      problems.add(place.of(value), place.path(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  boolean fits(YamlValue value) {
    if (!(value instanceof YamlValue.Scalar(_, YamlValue.Kind kind, String text))) {
      return false;
    }
    return switch (form) {
      case Form.Text(Pattern pattern) ->
          kind == YamlValue.Kind.TEXT && pattern.matcher(text).matches();
      case Form.Whole(int min, int max) -> kind == YamlValue.Kind.INTEGER && within(text, min, max);
      case Form.TrueOrFalse() -> kind == YamlValue.Kind.BOOLEAN;
      case Form.Words(List<String> words) -> kind == YamlValue.Kind.TEXT && words.contains(text);
    };
  }

  private static boolean within(String text, int min, int max) {
    try {
      int number = Integer.parseInt(text);
      return min <= number && number <= max;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  Optional<String> advice(YamlValue value) {
    if (!(value instanceof YamlValue.Scalar(_, YamlValue.Kind kind, String text))) {
      return Optional.empty();
    }
    return switch (form) {
      case Form.Words(List<String> words) -> Nearest.of(text, words).map(Nearest::question);
      case Form.Text(Pattern pattern)
          when kind != YamlValue.Kind.TEXT && !text.isEmpty() && pattern.matcher(text).matches() ->
          Optional.of("put it in quotes");
      case Form.Text _, Form.Whole _, Form.TrueOrFalse _ -> Optional.empty();
    };
  }

  @Override
  String expectation() {
    return expectation;
  }

  @Override
  String reference() {
    return switch (form) {
      case Form.Words(List<String> words) -> "`" + String.join("` or `", words) + "`";
      case Form.Whole(int min, int max) -> name + " from " + min + " to " + max;
      case Form.Text _, Form.TrueOrFalse _ -> name;
    };
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    switch (form) {
      case Form.Text(Pattern pattern) ->
          schema.put("type", "string").put("pattern", pattern.pattern());
      case Form.Whole(int min, int max) ->
          schema.put("type", "integer").put("minimum", min).put("maximum", max);
      case Form.TrueOrFalse() -> schema.put("type", "boolean");
      case Form.Words(List<String> words) -> words.forEach(schema.putArray("enum")::add);
    }
    return schema;
  }

  @Override
  List<Type<?>> parts() {
    return List.of();
  }
}
