package dev.edgecache.policy.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that happened elsewhere, taken out of the envelope in which it came.
 *
 * @param type what happened, such as {@code product.updated}
 * @param id what tells whether it is the same as another one; empty if it does not say
 * @param fields what it happened to
 */
public record Event(String type, Optional<Id> id, EventValue.Named fields) {

  /**
   * What tells whether an event is the same as another one.
   *
   * @param text the id
   * @param field the name of the field of the event where it stands; empty if it is the envelope's
   */
  public record Id(String text, Optional<String> field) {}

  /**
   * The event that an object tells of: in the envelope of EventBridge, of CloudEvents in structured
   * mode, or in none, with its type in {@code type}, {@code detail-type} or {@code eventType} and
   * its id in {@code eventId} or {@code id}. Empty if it names no type.
   */
  public static Optional<Event> of(EventValue.Named object) {
    if (object.fields().get("detail") instanceof EventValue.Named detail
        && object.text("detail-type").isPresent()) {
      return object
          .text("detail-type")
          .map(type -> new Event(type, enveloped(object.text("id")), within(object, detail)));
    }
    if (object.text("specversion").isPresent()) {
      EventValue.Named data =
          object.fields().get("data") instanceof EventValue.Named named
              ? named
              : new EventValue.Named(Map.of());
      // CloudEvents 1.0 §3.1: source and id together tell events apart.
      Optional<String> id =
          object.text("id").map(text -> object.text("source").orElse("") + "#" + text);
      return object.text("type").map(type -> new Event(type, enveloped(id), within(object, data)));
    }
    return first(object, "type", "detail-type", "eventType")
        .map(
            type ->
                new Event(
                    type.text(),
                    first(object, "eventId", "id")
                        .map(found -> new Id(found.text(), Optional.of(found.name()))),
                    object));
  }

  private static Optional<Id> enveloped(Optional<String> id) {
    return id.map(text -> new Id(text, Optional.empty()));
  }

  /** The fields inside an envelope and those of the envelope, whose id means itself alone. */
  private static EventValue.Named within(EventValue.Named envelope, EventValue.Named content) {
    Map<String, EventValue> fields = new HashMap<>(envelope.fields());
    fields.remove("id");
    fields.putAll(content.fields());
    return new EventValue.Named(fields);
  }

  private record Found(String name, String text) {}

  private static Optional<Found> first(EventValue.Named object, String... names) {
    return Stream.of(names)
        .flatMap(name -> object.text(name).map(text -> new Found(name, text)).stream())
        .findFirst();
  }
}
