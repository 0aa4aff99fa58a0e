package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A type of lists. */
final class ListType<T> extends Type<List<T>> {

  /** Whether a list may be empty. */
  enum Least {
    NONE,
    ONE
  }

  private final Type<T> item;
  private final Least least;

  ListType(Type<T> item, Least least) {
    this.item = item;
    this.least = least;
  }

  @Override
  Optional<List<T>> read(YamlValue value, Place place, Problems problems) {
    if (!(value instanceof YamlValue.Sequence list)) {
      mismatch(value, place, problems);
      return Optional.empty();
    }
    if (least == Least.ONE && list.items().isEmpty()) {
      problems.add(place.position(), place.path(), "value: [] (expected: " + expectation() + ")");
      return Optional.empty();
    }
    int before = problems.count();
    List<T> items = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      YamlValue each = list.items().get(i);
      item.read(each, place.item(i, each.position()), problems).ifPresent(items::add);
    }
    return problems.count() == before ? Optional.of(List.copyOf(items)) : Optional.empty();
  }

  @Override
  boolean fits(YamlValue value) {
    return value instanceof YamlValue.Sequence;
  }

  @Override
  Optional<String> advice(YamlValue value) {
    return item.fits(value) && value instanceof YamlValue.Scalar(_, _, String text) && !secret()
        ? Optional.of("write [" + text + "]")
        : Optional.empty();
  }

  @Override
  String expectation() {
    return "a list" + (least == Least.ONE ? " of at least one: " : ", each ") + item.expectation();
  }

  @Override
  String reference() {
    return "list of " + item.reference();
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "array");
    schema.set("items", item.schema(definitions));
    if (least == Least.ONE) {
      schema.put("minItems", 1);
    }
    return schema;
  }

  @Override
  List<Type<?>> parts() {
    return List.of(item);
  }
}
