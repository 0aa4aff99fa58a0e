package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.YamlDocument;
import dev.edgecache.yaml.YamlValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema (2020-12) of a file, made from the declarations of its keys. */
public final class JsonSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonSchema() {}

  /**
   * The schema of the files that a type reads, as indented JSON.
   *
   * @param id the URI that names the schema
   */
  public static String of(ObjectType<?> root, String id) {
    Definitions definitions = new Definitions();
    ObjectNode schema =
        JSON.objectNode()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("$id", id);
    schema.setAll(definitions.reference(root));
    schema.set("$defs", definitions.schemas);
    return schema.toPrettyString() + "\n";
  }

  /** The schemas of the objects of a file, by name. */
  static final class Definitions {
    private final ObjectNode schemas = JSON.objectNode();
    private final Map<String, ObjectType<?>> types = new HashMap<>();

    /** A reference to the schema of an object, which is added at the first one. */
    ObjectNode reference(ObjectType<?> type) {
      ObjectType<?> known = types.putIfAbsent(type.name(), type);
      if (known == null) {
        ObjectNode schema = schemas.putObject(type.name());
        fill(schema, type);
      } else if (known != type) {
        throw new IllegalStateException(
            "objects named " + type.name() + ": 2 (expected: one name for each)");
      }
      return JSON.objectNode().put("$ref", "#/$defs/" + type.name());
    }

    private void fill(ObjectNode schema, ObjectType<?> type) {
      schema.put("type", "object").put("description", type.description());
      schema.put("additionalProperties", false);
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = JSON.arrayNode();
      for (Key<?> key : type.keys().declared()) {
        properties.set(key.name(), property(key));
        if (key.facts().presence() instanceof Key.Presence.Required) {
          required.add(key.name());
        }
      }
      if (!required.isEmpty()) {
        schema.set("required", required);
      }
      alternatives(schema, type.keys().alternatives());
    }

    private ObjectNode property(Key<?> key) {
      Key.Facts facts = key.facts();
      ObjectNode property = JSON.objectNode().put("description", facts.description());
      property.setAll(key.type().schema(this));
      if (facts.presence() instanceof Key.Presence.Default(String yaml)) {
        property.set("default", json(yaml));
      }
      facts.example().ifPresent(yaml -> property.putArray("examples").add(json(yaml)));
      return property;
    }

    private static void alternatives(ObjectNode schema, List<List<String>> alternatives) {
      if (alternatives.isEmpty()) {
        return;
      }
      ArrayNode all = schema.putArray("allOf");
      for (List<String> keys : alternatives) {
        ArrayNode one = all.addObject().putArray("oneOf");
        keys.forEach(key -> one.addObject().putArray("required").add(key));
      }
    }
  }

  /** The JSON that a text of YAML stands for. */
  static JsonNode json(String yaml) {
    return switch (YamlDocument.parse("yaml", yaml)) {
      case YamlDocument.Parsed.Ok(YamlDocument document) -> json(document.root());
      case YamlDocument.Parsed.Failed(var problems) ->
          throw new IllegalArgumentException("yaml: " + problems + " (expected: a document)");
    };
  }

  private static JsonNode json(YamlValue value) {
    return switch (value) {
      case YamlValue.Scalar(_, YamlValue.Kind kind, String text) ->
          switch (kind) {
            case TEXT -> JSON.textNode(text);
            case INTEGER -> JSON.numberNode(Long.parseLong(text));
            case NUMBER -> JSON.numberNode(Double.parseDouble(text));
            case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(text));
            case NOTHING -> JSON.nullNode();
          };
      case YamlValue.Sequence(_, List<YamlValue> items) -> {
        ArrayNode array = JSON.arrayNode();
        items.forEach(item -> array.add(json(item)));
        yield array;
      }
      case YamlValue.Mapping(_, List<YamlValue.Entry> entries) -> {
        ObjectNode object = JSON.objectNode();
        entries.forEach(entry -> object.set(entry.key(), json(entry.value())));
        yield object;
      }
    };
  }
}
