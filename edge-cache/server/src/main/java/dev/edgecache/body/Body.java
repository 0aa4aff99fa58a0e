package dev.edgecache.body;

import java.nio.ByteBuffer;

/** The complete body of a stored response: immutable bytes that any number of readers share. */
public interface Body {

  /** The length in bytes. */
  long length();

  /**
   * A read-only view of all bytes when they are in one piece in memory.
   *
   * @throws IllegalStateException if {@link #length()} exceeds {@link Integer#MAX_VALUE}
   */
  ByteBuffer bytes();

  /** A stream over {@code length} bytes from {@code offset}. */
  BodySource slice(long offset, long length);

  /** A stream over all bytes. */
  default BodySource stream() {
    return slice(0, length());
  }
}
