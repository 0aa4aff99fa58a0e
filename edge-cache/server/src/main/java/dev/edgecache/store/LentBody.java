package dev.edgecache.store;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.range.ByteRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A large body at rest as one reader has it: on loan, so that it can be taken back once it is no
 * longer stored. It is read in copies of small pieces, so that a reader who stands still keeps no
 * more than one of them then.
 */
final class LentBody implements Body {

  /** The bytes of a piece, and of a body that is too small to be lent. */
  static final int PIECE = 32 * 1024;

  private static final BodyFailure TAKEN_BACK =
      new BodyFailure(BodyFailure.Kind.CANCELLED, "read too slowly: it is no longer stored");

  private final Lending lending;
  private final Consumer<Body> begun;
  private final OptionalLong length;
  private final Optional<ByteRange> part;
  private final long footprint;

  // Guarded by this.
  private @Nullable Body body;
  private @Nullable Pieces open;

  /**
   * A loan of a body at rest.
   *
   * @param begun told of the body when its reader has begun
   */
  LentBody(Body body, Lending lending, Consumer<Body> begun) {
    this.body = body;
    this.lending = lending;
    this.begun = begun;
    this.length = body.length();
    this.part = body.part();
    this.footprint = body.footprint();
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public Optional<ByteRange> part() {
    return part;
  }

  /** Empty, since a view of all bytes could not be taken back. */
  @Override
  public Optional<ByteBuffer> whole() {
    return Optional.empty();
  }

  @Override
  public long footprint() {
    return footprint;
  }

  @Override
  public BodySource stream() {
    return open(length, Body::stream);
  }

  @Override
  public BodySource slice(long offset, long count) {
    return open(OptionalLong.of(count), lent -> lent.slice(offset, count));
  }

  private BodySource open(OptionalLong bytes, Function<Body, BodySource> opened) {
    Pieces pieces;
    Body lent;
    synchronized (this) {
      lent = body;
      pieces = new Pieces(bytes, lent, lent == null ? null : opened.apply(lent));
      open = pieces;
    }
    if (lent != null) {
      lending.begins(this, lent);
      begun.accept(lent);
    }
    return pieces;
  }

  /** Takes the body from its reader, who gets no further piece. */
  synchronized void takeBack() {
    body = null;
    if (open != null) {
      open.drop();
    }
  }

  /** The pieces of one stream. Its fields are guarded by the body. */
  private final class Pieces implements BodySource {
    private final OptionalLong bytes;
    private @Nullable Body lent;
    private @Nullable BodySource source;
    private @Nullable ByteBuffer rest;

    Pieces(OptionalLong bytes, @Nullable Body lent, @Nullable BodySource source) {
      this.bytes = bytes;
      this.lent = lent;
      this.source = source;
    }

    @Override
    public OptionalLong length() {
      return bytes;
    }

    @Override
    public void next(BodyReceiver receiver) {
      @Nullable BodySource from;
      @Nullable ByteBuffer piece;
      synchronized (LentBody.this) {
        from = source;
        piece = cut();
      }
      if (piece != null) {
        receiver.chunk(piece);
      } else if (from == null) {
        receiver.failed(TAKEN_BACK);
      } else {
        from.next(new Refill(receiver));
      }
    }

    /** A copy of the next bytes at hand. */
    private @Nullable ByteBuffer cut() {
      ByteBuffer left = rest;
      if (left == null || !left.hasRemaining()) {
        return null;
      }
      byte[] copy = new byte[Math.min(PIECE, left.remaining())];
      left.get(copy);
      return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    private void drop() {
      lent = null;
      source = null;
      rest = null;
    }

    @Override
    public void cancel() {
      @Nullable Body done;
      synchronized (LentBody.this) {
        done = lent;
        drop();
      }
      if (done != null) {
        lending.ends(LentBody.this, done);
      }
    }

    /** Takes what the body gives, which is one large piece, and hands it on in small ones. */
    private final class Refill implements BodyReceiver {
      private final BodyReceiver receiver;

      Refill(BodyReceiver receiver) {
        this.receiver = receiver;
      }

      @Override
      public void chunk(ByteBuffer large) {
        synchronized (LentBody.this) {
          if (source != null) {
            rest = large.duplicate();
          }
        }
        Pieces.this.next(receiver);
      }

      @Override
      public void end(Fields trailers) {
        cancel();
        receiver.end(trailers);
      }

      @Override
      public void failed(BodyFailure cause) {
        cancel();
        receiver.failed(cause);
      }
    }
  }
}
