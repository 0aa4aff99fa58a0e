package dev.edgecache.http.range;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which part of a representation a message holds, in bytes (RFC 9110 §14.4). */
public sealed interface ContentRange {

  /**
   * A part: of a 206.
   *
   * @param range the part
   * @param completeLength the length of the representation, if it is known
   */
  record Part(ByteRange range, OptionalLong completeLength) implements ContentRange {
    /** Rejects a part that goes beyond the end. */
    public Part {
      if (completeLength.isPresent() && completeLength.getAsLong() <= range.last()) {
        throw new IllegalArgumentException(
            "range: " + range + " (expected: within " + completeLength.getAsLong() + " bytes)");
      }
    }
  }

  /**
   * No part, but the length: of a 416.
   *
   * @param completeLength the length of the representation
   */
  record NoPart(long completeLength) implements ContentRange {}

  /** The part of a representation of known length. */
  static ContentRange of(ByteRange range, long completeLength) {
    return new Part(range, OptionalLong.of(completeLength));
  }

  /** What the Content-Range of a response says; empty if it is absent, malformed or repeated. */
  static Optional<ContentRange> of(Fields response) {
    List<String> lines = response.all(FieldNames.CONTENT_RANGE);
    return lines.size() == 1 ? parse(Grammar.trimmed(lines.getFirst())) : Optional.empty();
  }

  /** What a field value says; empty if it is malformed or of another unit. */
  static Optional<ContentRange> parse(String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !value.regionMatches(true, 0, "bytes ", 0, 6)) {
      return Optional.empty();
    }
    String range = value.substring(6, Math.max(6, slash));
    String length = value.substring(slash + 1);
    OptionalLong completeLength = Grammar.digits(length);
    if (range.equals("*")) {
      return completeLength.isEmpty()
          ? Optional.empty()
          : Optional.of(new NoPart(completeLength.getAsLong()));
    }
    return completeLength.isEmpty() && !length.equals("*")
        ? Optional.empty()
        : part(range, completeLength);
  }

  private static Optional<ContentRange> part(String range, OptionalLong completeLength) {
    int dash = range.indexOf('-');
    OptionalLong first = Grammar.digits(range.substring(0, Math.max(0, dash)));
    OptionalLong last = Grammar.digits(range.substring(dash + 1));
    boolean valid =
        first.isPresent()
            && last.isPresent()
            && first.getAsLong() <= last.getAsLong()
            && last.getAsLong() < completeLength.orElse(Long.MAX_VALUE);
    return valid
        ? Optional.of(new Part(new ByteRange(first.getAsLong(), last.getAsLong()), completeLength))
        : Optional.empty();
  }

  /** The value as the field says it. */
  default String text() {
    return switch (this) {
      case NoPart(long length) -> "bytes */" + length;
      case Part(ByteRange range, OptionalLong length) ->
          "bytes "
              + range.first()
              + '-'
              + range.last()
              + '/'
              + (length.isPresent() ? Long.toString(length.getAsLong()) : "*");
    };
  }
}
