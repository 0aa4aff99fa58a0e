package dev.edgecache.consistency;

import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Dictionary;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Parameters;
import java.util.Optional;

/**
 * What an answer says of the data in it: {@code Data-Position: lo="…", hi="…"}, a Dictionary (RFC
 * 9651 §3.2) of positions in the form of {@link Position#text}. What is malformed is not said.
 *
 * @param lower a position that the origin read before the data, in a statement of its own
 * @param upper a position that it read after the data
 */
public record DataPosition(Optional<Position> lower, Optional<Position> upper) {

  /** The name of the field. */
  public static final String FIELD = "Data-Position";

  /** Says nothing. */
  public static final DataPosition UNKNOWN = new DataPosition(Optional.empty(), Optional.empty());

  /** What an answer with these fields says. */
  public static DataPosition of(Fields answer) {
    String value = answer.combined(FIELD);
    return value == null
        ? UNKNOWN
        : Dictionary.parse(value)
            .map(said -> new DataPosition(position(said, "lo"), position(said, "hi")))
            .orElse(UNKNOWN);
  }

  private static Optional<Position> position(Dictionary said, String key) {
    return said.member(key)
        .flatMap(
            member ->
                member instanceof Item(BareItem.Str(String text), Parameters _)
                    ? Position.parse(text)
                    : Optional.empty());
  }
}
