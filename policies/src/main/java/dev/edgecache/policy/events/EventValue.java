package dev.edgecache.policy.events;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in an event, whatever it was written in. */
public sealed interface EventValue {

  /** A text, a number as {@link #number} writes it, or {@code true} or {@code false}. */
  record Text(String text) implements EventValue {}

  /** A list. */
  record Items(List<EventValue> items) implements EventValue {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Fields by name. */
  record Named(Map<String, EventValue> fields) implements EventValue {
    /** Copies the map. */
    public Named {
      fields = Map.copyOf(fields);
    }

    /** The text of a field. */
    Optional<String> text(String name) {
      return fields.get(name) instanceof Text(String text) && !text.isEmpty()
          ? Optional.of(text)
          : Optional.empty();
    }
  }

  /** No value: {@code null}. */
  record Nothing() implements EventValue {}

  /** A number: a whole one without a fraction, however it was written, so that 42.0 is 42. */
  static Text number(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    int mostZeros = 40;
    boolean writtenOut = Math.abs((long) shortest.scale()) <= mostZeros;
    return new Text(writtenOut ? shortest.toPlainString() : shortest.toString());
  }
}
