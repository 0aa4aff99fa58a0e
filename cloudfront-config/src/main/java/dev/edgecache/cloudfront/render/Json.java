package dev.edgecache.cloudfront.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** JSON trees whose members keep their order. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  static ArrayNode numbers(Collection<Integer> numbers) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    numbers.forEach(array::add);
    return array;
  }

  static <T> ArrayNode each(Collection<T> items, Function<T, JsonNode> of) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> array.add(of.apply(item)));
    return array;
  }

  /** A list as the XML of CloudFront has it, which a few parts of CloudFormation kept. */
  static ObjectNode counted(ArrayNode items) {
    return object().put("Quantity", items.size()).set("Items", items);
  }

  static String text(ObjectNode document) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withSeparators(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no JSON: " + document, e);
    }
  }

  /** A tree of one member for each item. */
  static <T> ObjectNode keyed(
      List<T> items, Function<T, String> key, Function<T, ? extends JsonNode> of) {
    ObjectNode object = object();
    items.forEach(item -> object.set(key.apply(item), of.apply(item)));
    return object;
  }
}
