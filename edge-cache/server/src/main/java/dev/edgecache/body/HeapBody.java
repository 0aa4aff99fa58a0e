package dev.edgecache.body;

import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A complete body in one array on the heap. */
public final class HeapBody implements Body {

  /** A body of no bytes. */
  public static final HeapBody EMPTY = new HeapBody(new byte[0], Fields.EMPTY);

  private final ByteBuffer bytes;
  private final Fields trailers;
  private final Encodings encodings = new Encodings();

  /** A body of these bytes, which the caller no longer changes, and these trailer fields. */
  public HeapBody(byte[] bytes, Fields trailers) {
    this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    this.trailers = trailers;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(bytes.capacity());
  }

  @Override
  public Optional<ByteBuffer> whole() {
    return Optional.of(bytes.duplicate());
  }

  @Override
  public long footprint() {
    return bytes.capacity();
  }

  @Override
  public Stream<Body> inAllCodings() {
    return Stream.concat(Stream.of(this), encodings.made());
  }

  /** The same content in content codings. */
  public Encodings encodings() {
    return encodings;
  }

  @Override
  public BodySource stream() {
    return new OnePiece(bytes.duplicate(), trailers);
  }

  @Override
  public BodySource slice(long offset, long length) {
    if (offset < 0 || length < 0 || offset + length > bytes.capacity()) {
      throw new IllegalArgumentException(
          "slice: " + offset + "+" + length + " (expected: within " + bytes.capacity() + " bytes)");
    }
    return new OnePiece(bytes(offset, length), Fields.EMPTY);
  }

  /** A read-only view of {@code length} bytes from {@code offset}. */
  public ByteBuffer bytes(long offset, long length) {
    return bytes.slice((int) offset, (int) length);
  }

  /** A stream of these bytes, without trailer fields. */
  static BodySource pieceOf(ByteBuffer bytes) {
    return new OnePiece(bytes, Fields.EMPTY);
  }

  /** A stream of at most one chunk. */
  private static final class OnePiece implements BodySource {
    private final ByteBuffer piece;
    private final Fields trailers;
    private final int length;

    OnePiece(ByteBuffer piece, Fields trailers) {
      this.piece = piece;
      this.trailers = trailers;
      this.length = piece.remaining();
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(length);
    }

    @Override
    public void next(BodyReceiver receiver) {
      if (piece.hasRemaining()) {
        ByteBuffer chunk = piece.duplicate();
        piece.position(piece.limit());
        receiver.chunk(chunk);
      } else {
        receiver.end(trailers);
      }
    }

    @Override
    public void cancel() {
      piece.position(piece.limit());
    }
  }
}
