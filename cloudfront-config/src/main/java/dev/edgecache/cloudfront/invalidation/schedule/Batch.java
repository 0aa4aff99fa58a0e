package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import java.time.Instant;
import java.util.List;

/**
 * Items that go out in one call.
 *
 * @param reference what tells the call from all others; the same when it is repeated
 * @param to where they go
 * @param items what CloudFront is told, in the order of their texts
 * @param loads what they are for
 * @param formed when
 * @param state how far it has come
 */
public record Batch(
    String reference,
    Destination to,
    List<Item> items,
    List<Waiting> loads,
    Instant formed,
    State state) {

  /** Copies the lists. */
  public Batch {
    items = items.stream().sorted().toList();
    loads = List.copyOf(loads);
  }

  /** How far a batch has come. */
  public sealed interface State {

    /** It is to be sent, or was and nobody knows whether it was accepted. */
    record Formed() implements State {}

    /**
     * CloudFront has accepted it.
     *
     * @param id the id by which it is asked for
     * @param at when
     */
    record Accepted(String id, Instant at) implements State {}
  }

  /** It, accepted. */
  Batch accepted(String id, Instant at) {
    return new Batch(reference, to, items, loads, formed, new State.Accepted(id, at));
  }

  /** Whether it is still to be sent. */
  boolean isFormed() {
    return state instanceof State.Formed;
  }

  /** How many of its items are wildcards. */
  public int wildcards() {
    return (int) items.stream().filter(Item::isWildcard).count();
  }
}
