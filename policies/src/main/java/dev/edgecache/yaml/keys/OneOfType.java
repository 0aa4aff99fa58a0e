package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A type that is written in one of several ways; the first that looks like it is read. */
final class OneOfType<T> extends Type<T> {

  private final List<Type<? extends T>> choices;

  OneOfType(List<Type<? extends T>> choices) {
    this.choices = List.copyOf(choices);
  }

  @Override
  Optional<T> read(YamlValue value, Place place, Problems problems) {
    for (Type<? extends T> choice : choices) {
      if (choice.fits(value)) {
        return choice.read(value, place, problems).map(read -> read);
      }
    }
    mismatch(value, place, problems);
    return Optional.empty();
  }

  @Override
  boolean fits(YamlValue value) {
    return choices.stream().anyMatch(choice -> choice.fits(value));
  }

  @Override
  Optional<String> advice(YamlValue value) {
    return choices.stream().flatMap(choice -> choice.advice(value).stream()).findFirst();
  }

  @Override
  String expectation() {
    return choices.stream().map(Type::expectation).collect(Collectors.joining(", or "));
  }

  @Override
  String reference() {
    return choices.stream().map(Type::reference).collect(Collectors.joining(" or "));
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode any = schema.putArray("anyOf");
    choices.forEach(choice -> any.add(choice.schema(definitions)));
    return schema;
  }

  @Override
  List<Type<?>> parts() {
    return List.copyOf(choices);
  }
}
