package dev.edgecache.http.range;

/**
 * A part of a representation: the bytes from the first to the last, both included.
 *
 * @param first the position of the first byte, from 0
 * @param last the position of the last byte
 */
public record ByteRange(long first, long last) {

  /** Rejects an empty range and negative positions. */
  public ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "range: " + first + "-" + last + " (expected: 0 <= first <= last)");
    }
  }

  /** The number of bytes. */
  public long length() {
    return last - first + 1;
  }

  /** Whether all bytes of the other are among its own. */
  public boolean contains(ByteRange other) {
    return first <= other.first && other.last <= last;
  }

  /** The least range that holds both. */
  ByteRange spanning(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }
}
