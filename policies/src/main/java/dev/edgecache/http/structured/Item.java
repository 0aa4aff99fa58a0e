package dev.edgecache.http.structured;

import java.util.Optional;

/**
 * A value with parameters (RFC 9651 §3.3).
 *
 * @param value the value
 * @param parameters its parameters
 */
public record Item(BareItem value, Parameters parameters) implements Member {

  /** An item without parameters. */
  public static Item of(BareItem value) {
    return new Item(value, Parameters.NONE);
  }

  /** The item that a field value is, or empty if it is none (RFC 9651 §4.2). */
  public static Optional<Item> parse(String fieldValue) {
    return Parser.parse(fieldValue, Parser::item);
  }

  /** This item with one more parameter. */
  public Item with(String key, BareItem parameter) {
    return new Item(value, parameters.with(key, parameter));
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(value.text());
    parameters.appendTo(text);
    return text.toString();
  }
}
