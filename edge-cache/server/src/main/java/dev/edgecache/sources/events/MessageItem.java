package dev.edgecache.sources.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.sources.Json;
import dev.edgecache.sources.MalformedInvalidationException;
import dev.edgecache.sources.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the things that a message tells of, without the envelopes of SNS around it.
 *
 * @param json what it is
 * @param id what the bus calls it, with its place in the message; empty if that is not known
 */
record MessageItem(JsonNode json, Optional<String> id) {

  /** The most that a message may hold, as that of SQS and of Kafka as they are configured. */
  static final int MOST_BYTES = 1 << 20;

  static final int MOST_ITEMS = 1_000;
  private static final int MOST_ENVELOPES = 4;

  /**
   * All that a message tells of.
   *
   * @throws MalformedInvalidationException if it is no JSON, or too much
   */
  static List<MessageItem> of(Message message) throws MalformedInvalidationException {
    if (message.content().length > MOST_BYTES) {
      throw MalformedInvalidationException.at("$", "more", "at most " + MOST_BYTES + " bytes");
    }
    List<MessageItem> items = new ArrayList<>();
    Optional<String> id = message.id().map(given -> message.source() + ":" + given);
    unwrap(new MessageItem(Json.parsed(message.content()), id), MOST_ENVELOPES, items);
    return items;
  }

  private static void unwrap(MessageItem item, int envelopes, List<MessageItem> items)
      throws MalformedInvalidationException {
    JsonNode json = item.json();
    if (json.isArray() && envelopes > 0) {
      if (json.isEmpty() || json.size() + items.size() > MOST_ITEMS) {
        throw MalformedInvalidationException.at("$", "none or more", "1 to " + MOST_ITEMS);
      }
      for (int i = 0; i < json.size(); i++) {
        String place = "." + i;
        unwrap(new MessageItem(json.get(i), item.id().map(id -> id + place)), envelopes - 1, items);
      }
    } else if (isNotification(json) && envelopes > 0) {
      // The same notification comes under one id to all that subscribe to its topic.
      String id = "sns:" + json.path("MessageId").textValue();
      JsonNode content = Json.parsed(json.path("Message").textValue());
      unwrap(new MessageItem(content, Optional.of(id)), envelopes - 1, items);
    } else {
      items.add(item);
    }
  }

  /** Whether it is what SNS delivers where raw delivery is off. */
  private static boolean isNotification(JsonNode json) {
    return json.path("Type").asText().equals("Notification")
        && json.path("MessageId").isTextual()
        && json.path("Message").isTextual();
  }
}
