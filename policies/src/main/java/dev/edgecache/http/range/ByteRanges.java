package dev.edgecache.http.range;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.RequestHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ranges that a Range field asks for, in bytes (RFC 9110 §14.1.2).
 *
 * @param specs the ranges, in order; at least one
 */
public record ByteRanges(List<Spec> specs) {

  /** A range as it was asked for, before the length is known. */
  public sealed interface Spec {}

  /** From the first byte to the last, which may lie behind the end. */
  public record Between(long first, long last) implements Spec {}

  /** From the first byte to the end. */
  public record From(long first) implements Spec {}

  /** That many bytes at the end. */
  public record Suffix(long length) implements Spec {}

  private static final String UNIT = "bytes=";

  /** More ranges than these in one request are an attack or a mistake (RFC 9110 §17.15). */
  private static final int MOST_RANGES = 32;

  private static final int MOST_OVERLAPS = 2;

  /** A gap shorter than what a part adds to a body is not worth two parts (RFC 9110 §15.3.7.2). */
  private static final int LEAST_GAP = 80;

  /** Copies the list. */
  public ByteRanges {
    specs = List.copyOf(specs);
  }

  /** The ranges that a field value asks for; empty if it is malformed or of another unit. */
  public static Optional<ByteRanges> parse(String value) {
    if (!isOfBytes(value)) {
      return Optional.empty();
    }
    List<Spec> specs = new ArrayList<>();
    for (String member : FieldList.members(value.substring(UNIT.length()))) {
      Optional<Spec> spec = spec(member);
      if (spec.isEmpty()) {
        return Optional.empty();
      }
      specs.add(spec.get());
    }
    return specs.isEmpty() ? Optional.empty() : Optional.of(new ByteRanges(specs));
  }

  /** Whether a field value asks for ranges in bytes. */
  static boolean isOfBytes(String value) {
    return value.regionMatches(true, 0, UNIT, 0, UNIT.length());
  }

  /**
   * What a request asks of a representation; all of it without a valid Range, and by any method but
   * GET, for which alone ranges are defined (RFC 9110 §14.2).
   *
   * @param length the length of the representation in bytes
   */
  public static RangeSelection select(RequestHead request, long length) {
    List<String> lines = request.fields().all(FieldNames.RANGE);
    if (!request.method().equals("GET") || lines.size() != 1) {
      return new RangeSelection.Whole();
    }
    return parse(Grammar.trimmed(lines.getFirst()))
        .map(ranges -> ranges.select(length))
        .orElse(new RangeSelection.Whole());
  }

  /**
   * What these ranges select; all of it where they are too many or overlap too often. Ranges that
   * overlap or nearly touch are made one.
   *
   * @param length the length of the representation in bytes
   */
  public RangeSelection select(long length) {
    // A representation without bytes has no range that Content-Range could name.
    if (length == 0 || specs.size() > MOST_RANGES) {
      return new RangeSelection.Whole();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (Spec spec : specs) {
      resolved(spec, length).ifPresent(ranges::add);
    }
    if (ranges.isEmpty()) {
      return new RangeSelection.Unsatisfiable();
    }
    List<ByteRange> sorted =
        ranges.stream().sorted(Comparator.comparingLong(ByteRange::first)).toList();
    if (overlaps(sorted) > MOST_OVERLAPS) {
      return new RangeSelection.Whole();
    }
    List<ByteRange> coalesced = coalesced(sorted);
    if (coalesced.size() == 1) {
      return new RangeSelection.Single(coalesced.getFirst());
    }
    // RFC 9110 §15.3.7.2: parts may come in the order in which they were asked for.
    return new RangeSelection.Several(coalesced.size() == ranges.size() ? ranges : coalesced);
  }

  private static Optional<Spec> spec(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    OptionalLong last = Grammar.digits(text.substring(dash + 1));
    if (dash == 0) {
      return last.isEmpty() ? Optional.empty() : Optional.of(new Suffix(last.getAsLong()));
    }
    OptionalLong first = Grammar.digits(text.substring(0, dash));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    if (dash == text.length() - 1) {
      return Optional.of(new From(first.getAsLong()));
    }
    return last.isEmpty() || last.getAsLong() < first.getAsLong()
        ? Optional.empty()
        : Optional.of(new Between(first.getAsLong(), last.getAsLong()));
  }

  private static Optional<ByteRange> resolved(Spec spec, long length) {
    return switch (spec) {
      case Between(long first, long last) -> range(first, Math.min(last, length - 1));
      case From(long first) -> range(first, length - 1);
      case Suffix(long suffix) -> range(length - Math.min(suffix, length), length - 1);
    };
  }

  private static Optional<ByteRange> range(long first, long last) {
    return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last));
  }

  private static int overlaps(List<ByteRange> sorted) {
    int overlaps = 0;
    long furthest = -1;
    for (ByteRange range : sorted) {
      if (range.first() <= furthest) {
        overlaps++;
      }
      furthest = Math.max(furthest, range.last());
    }
    return overlaps;
  }

  private static List<ByteRange> coalesced(List<ByteRange> sorted) {
    List<ByteRange> coalesced = new ArrayList<>();
    for (ByteRange range : sorted) {
      if (!coalesced.isEmpty() && range.first() - coalesced.getLast().last() <= LEAST_GAP) {
        coalesced.addLast(coalesced.removeLast().spanning(range));
      } else {
        coalesced.add(range);
      }
    }
    return coalesced;
  }
}
