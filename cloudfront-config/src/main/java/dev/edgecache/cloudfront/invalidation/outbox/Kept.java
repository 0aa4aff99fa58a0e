package dev.edgecache.cloudfront.invalidation.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Round;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Slot;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON texts of what is kept. */
final class Kept {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Kept() {}

  private record WaitingText(
      String to,
      Round round,
      String item,
      long first,
      long last,
      String since,
      String due,
      After after) {}

  private record BatchText(
      String reference,
      String to,
      List<String> items,
      List<WaitingText> loads,
      String formed,
      @Nullable String id,
      @Nullable String accepted) {}

  /** The key of what waits. */
  static String key(Slot slot) {
    return slot.to().name() + " " + slot.round() + " " + slot.item().text();
  }

  static String text(Waiting waiting) {
    return written(textOf(waiting));
  }

  static Waiting waiting(String text) throws JsonProcessingException {
    return waiting(JSON.readValue(text, WaitingText.class));
  }

  static String text(Batch batch) {
    Optional<Batch.State.Accepted> accepted =
        batch.state() instanceof Batch.State.Accepted state ? Optional.of(state) : Optional.empty();
    return written(
        new BatchText(
            batch.reference(),
            batch.to().name(),
            batch.items().stream().map(Item::text).toList(),
            batch.loads().stream().map(Kept::textOf).toList(),
            batch.formed().toString(),
            accepted.map(Batch.State.Accepted::id).orElse(null),
            accepted.map(state -> state.at().toString()).orElse(null)));
  }

  static Batch batch(String text) throws JsonProcessingException {
    BatchText kept = JSON.readValue(text, BatchText.class);
    return new Batch(
        kept.reference(),
        Destination.named(kept.to()),
        kept.items().stream().map(Kept::item).toList(),
        kept.loads().stream().map(Kept::waiting).toList(),
        Instant.parse(kept.formed()),
        kept.id() == null || kept.accepted() == null
            ? new Batch.State.Formed()
            : new Batch.State.Accepted(kept.id(), Instant.parse(kept.accepted())));
  }

  private static WaitingText textOf(Waiting waiting) {
    return new WaitingText(
        waiting.slot().to().name(),
        waiting.slot().round(),
        waiting.slot().item().text(),
        waiting.span().first(),
        waiting.span().last(),
        waiting.since().toString(),
        waiting.due().toString(),
        waiting.after());
  }

  private static Waiting waiting(WaitingText kept) {
    return new Waiting(
        new Slot(Destination.named(kept.to()), kept.round(), item(kept.item())),
        new Span(kept.first(), kept.last()),
        Instant.parse(kept.since()),
        Instant.parse(kept.due()),
        kept.after());
  }

  /** The item of a text, which is not encoded once more. */
  private static Item item(String text) {
    if (text.startsWith("#")) {
      return new Item.Tag(text.substring(1));
    }
    return text.endsWith("*")
        ? new Item.Wildcard(text.substring(0, text.length() - 1))
        : new Item.Path(text);
  }

  private static String written(Object kept) {
    try {
      return JSON.writeValueAsString(kept);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers alone can be written", e);
    }
  }
}
