package dev.edgecache.http.range;

import java.util.List;

/** What a Range asks of a representation of known length (RFC 9110 §14.2). */
public sealed interface RangeSelection {

  /** All of it, as if there was no Range: 200. */
  record Whole() implements RangeSelection {}

  /** Nothing that it has: 416. */
  record Unsatisfiable() implements RangeSelection {}

  /** One part: 206 with Content-Range. */
  record Single(ByteRange range) implements RangeSelection {}

  /** Several parts, apart from each other: 206 with multipart/byteranges. */
  record Several(List<ByteRange> ranges) implements RangeSelection {
    /** Copies the list. */
    public Several {
      ranges = List.copyOf(ranges);
    }
  }
}
