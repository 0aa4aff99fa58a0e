package dev.edgecache.body;

import dev.edgecache.http.range.ByteRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A part of a representation on the heap; what it lacks can't be read. */
public final class PartBody implements Body {

  private final ByteRange part;
  private final long completeLength;
  private final ByteBuffer bytes;

  /**
   * The bytes of a part, which the caller no longer changes.
   *
   * @param part where they stand in the whole
   * @param completeLength the length of the whole in bytes
   */
  public PartBody(ByteRange part, long completeLength, byte[] bytes) {
    if (part.length() != bytes.length || part.last() >= completeLength) {
      throw new IllegalArgumentException(
          "part: "
              + part
              + " (expected: "
              + bytes.length
              + " bytes within "
              + completeLength
              + ")");
    }
    this.part = part;
    this.completeLength = completeLength;
    this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The length of the whole. */
  @Override
  public OptionalLong length() {
    return OptionalLong.of(completeLength);
  }

  @Override
  public Optional<ByteRange> part() {
    return Optional.of(part);
  }

  /** A view of the bytes of the part. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  @Override
  public Optional<ByteBuffer> whole() {
    return Optional.empty();
  }

  @Override
  public long footprint() {
    return bytes.capacity();
  }

  @Override
  public BodySource stream() {
    throw new IllegalStateException("stream: of " + part + " (expected: of a whole body)");
  }

  @Override
  public BodySource slice(long offset, long length) {
    if (offset < part.first() || length < 0 || offset + length > part.last() + 1) {
      throw new IllegalArgumentException(
          "slice: " + offset + "+" + length + " (expected: within " + part + ")");
    }
    return HeapBody.pieceOf(bytes.slice((int) (offset - part.first()), (int) length));
  }
}
