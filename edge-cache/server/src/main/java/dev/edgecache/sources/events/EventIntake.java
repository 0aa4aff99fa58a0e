package dev.edgecache.sources.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.Appended;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.policy.events.Event;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.events.EventValue;
import dev.edgecache.policy.events.MappedEvent;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.InvalidationJson;
import dev.edgecache.sources.MalformedInvalidationException;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Puts into the log what messages tell of: events that the policies in force map, and invalidations
 * in the shape that the admin port takes. What was taken before changes nothing; what says
 * something else under the same id is taken all the same.
 */
public final class EventIntake implements Intake {

  private final InvalidationLog log;
  private final Supplier<EventMapping> mapping;
  private final Supplier<Optional<Epoch>> epoch;
  private final EventLedger ledger;

  /**
   * An intake for a log.
   *
   * @param mapping the policies in force
   * @param epoch that of positions that name none; empty while it is not known
   * @param ledger learns what became of each
   */
  public EventIntake(
      InvalidationLog log,
      Supplier<EventMapping> mapping,
      Supplier<Optional<Epoch>> epoch,
      EventLedger ledger) {
    this.log = log;
    this.mapping = mapping;
    this.epoch = epoch;
    this.ledger = ledger;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of a message with several parts, those count that can be understood; the others are in the
   * ledger.
   */
  @Override
  public Receipt take(Message message) {
    try {
      EventMapping rules = mapping.get();
      List<Receipt> receipts = new ArrayList<>();
      for (MessageItem item : MessageItem.of(message)) {
        receipts.add(new Taking(message, item, rules).receipt());
      }
      return receipts.stream().reduce(EventIntake::together).orElseThrow();
    } catch (MalformedInvalidationException e) {
      return setAside(message, message.id(), "", e.reason());
    }
  }

  /** What is to be said of a message with two parts: the one on which more depends. */
  private static Receipt together(Receipt one, Receipt other) {
    return switch (one) {
      case Receipt.Effective(CompletionStage<Acknowledgement> kept) ->
          other instanceof Receipt.Effective(CompletionStage<Acknowledgement> also)
              ? new Receipt.Effective(kept.thenCombine(also, EventIntake::lesser))
              : one;
      case Receipt.SetAside _ -> other instanceof Receipt.Effective ? other : one;
      case Receipt.Unmapped _ -> other;
    };
  }

  private static Acknowledgement lesser(Acknowledgement one, Acknowledgement other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Receipt setAside(Message message, Optional<String> id, String type, String reason) {
    EventLedger.SetAside aside =
        new EventLedger.SetAside(message.source(), id, type, reason, message.received());
    ledger.came(aside);
    return new Receipt.SetAside(aside.reason());
  }

  /** One part of a message on its way into the log. */
  private final class Taking {

    private final Message message;
    private final MessageItem item;
    private final EventMapping rules;

    Taking(Message message, MessageItem item, EventMapping rules) {
      this.message = message;
      this.item = item;
      this.rules = rules;
    }

    Receipt receipt() {
      Optional<Event> found =
          EventJson.value(item.json()) instanceof EventValue.Named object
              ? Event.of(object)
              : Optional.empty();
      if (found.isEmpty()) {
        return aside("", "it is no object that names a type");
      }
      Event event = found.get();
      return switch (rules.map(event.type(), event.fields())) {
        case MappedEvent.Purged purged -> purged(event, purged);
        case MappedEvent.Unusable(String reason) -> aside(event.type(), reason);
        case MappedEvent.Unmapped _ when InvalidationJson.isType(event.type()) ->
            invalidated(event.type());
        case MappedEvent.Unmapped _ -> {
          count(event.type(), Outcome.UNMAPPED);
          yield new Receipt.Unmapped(event.type());
        }
      };
    }

    private Receipt purged(Event event, MappedEvent.Purged purged) {
      return switch (PurgedTags.of(purged)) {
        case PurgedTags.Unusable(String reason) ->
            aside(event.type(), event.type() + ": " + reason);
        case PurgedTags.Of(var tags, var _) when tags.isEmpty() ->
            aside(event.type(), event.type() + ": it names nothing that could be invalidated");
        case PurgedTags.Of(var tags, var mode) ->
            appended(
                event.type(),
                new Invalidation(
                    rules
                        .idOf(event)
                        .map(id -> LogId.of(event.type() + ":" + id))
                        .orElseGet(this::ownId),
                    tags,
                    mode,
                    position(event.type(), purged.position()),
                    message.received(),
                    message.source()));
      };
    }

    /** An invalidation in the shape that the admin port takes. */
    private Receipt invalidated(String type) {
      ObjectNode object = item.json().deepCopy();
      Optional<String> stated =
          Optional.ofNullable(object.remove("position")).map(JsonNode::asText);
      try {
        Invalidation invalidation =
            InvalidationJson.of(object, this::ownId, message.received(), message.source());
        return appended(type, invalidation.at(position(type, stated)));
      } catch (MalformedInvalidationException e) {
        return aside(type, e.reason());
      }
    }

    /** The id of the message and of the place in it; a new one where the bus gave none. */
    private String ownId() {
      return item.id().map(LogId::of).orElseGet(Invalidation::newId);
    }

    /** The position that a text names: with its epoch, or a bare LSN of the current one. */
    private Optional<Position> position(String type, Optional<String> stated) {
      Optional<Long> bare = stated.flatMap(Position::value);
      Optional<Position> position =
          stated
              .flatMap(Position::parse)
              .or(() -> bare.flatMap(lsn -> epoch.get().map(now -> new Position(now, lsn))));
      if (stated.isPresent() && position.isEmpty() && bare.isEmpty()) {
        ledger.badPosition(message.source(), type, message.received());
      }
      return position;
    }

    private Receipt appended(String type, Invalidation invalidation) {
      Appended appended = log.append(invalidation);
      if (appended instanceof Appended.Refused) {
        appended = log.append(invalidation.withId(LogId.beside(invalidation)));
      }
      count(type, appended.effect().isPresent() ? Outcome.EFFECTIVE : Outcome.REPEATED);
      return new Receipt.Effective(appended.entry().acknowledged());
    }

    private void count(String type, Outcome outcome) {
      ledger.came(message.source(), type, outcome, message.received());
    }

    private Receipt aside(String type, String reason) {
      return setAside(message, item.id(), type, reason);
    }
  }
}
