package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A type of mappings whose keys the author of a file chooses. */
final class MapType<K, V> extends Type<Map<K, V>> {

  private final Type<K> key;
  private final Type<V> value;

  MapType(Type<K> key, Type<V> value) {
    this.key = key;
    this.value = value;
  }

  @Override
  Optional<Map<K, V>> read(YamlValue given, Place place, Problems problems) {
    if (!(given instanceof YamlValue.Mapping mapping)) {
      mismatch(given, place, problems);
      return Optional.empty();
    }
    int before = problems.count();
    Map<K, V> read = new LinkedHashMap<>();
    for (YamlValue.Entry entry : mapping.entries()) {
      Place below = place.key(entry.key(), entry.position());
      Optional<K> name = key.read(name(entry), below, problems);
      Optional<V> content = value.read(entry.value(), below, problems);
      if (name.isPresent() && content.isPresent()) {
        add(read, name.get(), content.get(), below, problems);
      }
    }
    return problems.count() == before
        ? Optional.of(Collections.unmodifiableMap(read))
        : Optional.empty();
  }

  private void add(Map<K, V> map, K name, V content, Place place, Problems problems) {
    if (map.putIfAbsent(name, content) != null) {
      problems.add(place.position(), place.path(), "key: stands for " + name + " a second time");
    }
  }

  /** A key as a value, read as text unless the keys are numbers. */
  private YamlValue name(YamlValue.Entry entry) {
    YamlValue text = new YamlValue.Scalar(entry.position(), YamlValue.Kind.TEXT, entry.key());
    YamlValue number = new YamlValue.Scalar(entry.position(), YamlValue.Kind.INTEGER, entry.key());
    return key.fits(number) ? number : text;
  }

  @Override
  boolean fits(YamlValue value) {
    return value instanceof YamlValue.Mapping;
  }

  @Override
  String expectation() {
    return "a mapping from " + key.expectation() + " to " + value.expectation();
  }

  @Override
  String reference() {
    return "mapping of " + key.reference() + " to " + value.reference();
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode names = key.schema(definitions);
    if (names.has("pattern") || names.has("enum")) {
      schema.set("propertyNames", names);
    } else if (names.path("type").asText().equals("integer")) {
      schema.putObject("propertyNames").put("pattern", "^-?[0-9]+$");
    }
    schema.set("additionalProperties", value.schema(definitions));
    return schema;
  }

  @Override
  List<Type<?>> parts() {
    return List.of(key, value);
  }
}
