package dev.edgecache.sources.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.policy.events.EventValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON as the values of an event. */
final class EventJson {

  private EventJson() {}

  static EventValue value(JsonNode json) {
    return switch (json.getNodeType()) {
      case ARRAY -> {
        List<EventValue> items = new ArrayList<>();
        json.forEach(item -> items.add(value(item)));
        yield new EventValue.Items(items);
      }
      case OBJECT -> {
        Map<String, EventValue> fields = new HashMap<>();
        json.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
        yield new EventValue.Named(fields);
      }
      case NUMBER -> EventValue.number(json.decimalValue());
      case STRING, BOOLEAN -> new EventValue.Text(json.asText());
      case NULL, MISSING, BINARY, POJO -> new EventValue.Nothing();
    };
  }
}
