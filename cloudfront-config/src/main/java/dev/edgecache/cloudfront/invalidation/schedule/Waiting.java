package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import java.time.Instant;

/**
 * An item that is to go out to a destination, for one or more invalidations.
 *
 * @param slot which one it is
 * @param span the invalidations that it is for
 * @param since when the first of them came
 * @param due when it may go out
 * @param after what is to follow it
 */
public record Waiting(Slot slot, Span span, Instant since, Instant due, After after) {

  /** Whether a second invalidation is to follow the first. */
  public enum After {
    /** It is not. */
    NOTHING,
    /** It is: what was under way before the first one may have come after it. */
    FOLLOW_UP
  }

  /** Which of two invalidations of an item this is. */
  public enum Round {
    /** That which makes it unusable. */
    FIRST,
    /** That which follows it. */
    SECOND
  }

  /** What two requests must have in common to become one. */
  public record Slot(Destination to, Round round, Item item) {

    /** The slot for the second invalidation. */
    Slot second() {
      return new Slot(to, Round.SECOND, item);
    }
  }

  /**
   * The invalidations from one sequence to another that an item is for; it may be for some of those
   * between them only.
   */
  public record Span(long first, long last) {

    /** Both, and what is between them. */
    Span with(Span other) {
      return new Span(Math.min(first, other.first), Math.max(last, other.last));
    }

    /** Whether it may be for that one. */
    boolean has(long sequence) {
      return first <= sequence && sequence <= last;
    }
  }

  /** This and another one of its slot as one. */
  Waiting with(Waiting other) {
    return new Waiting(
        slot,
        span.with(other.span),
        since.isBefore(other.since) ? since : other.since,
        // A second invalidation waits for the latest first one; all else goes as soon as it may.
        due.isBefore(other.due) == (slot.round() == Round.FIRST) ? due : other.due,
        after == After.FOLLOW_UP ? after : other.after);
  }
}
