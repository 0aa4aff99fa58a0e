package dev.edgecache.store;

import dev.edgecache.body.HeapBody;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a growing body that are still there, in the chunks in which they came, and the room
 * that is held for them. Guarded by the body's lock.
 */
final class Chunks {
  private final long limit;
  private final Retention retention;
  private final List<ByteBuffer> chunks = new ArrayList<>();

  /** The chunks that were forgotten, and their bytes. */
  private int forgotten;

  private long forgottenBytes;
  private long total;
  private long held;

  /** Chunks of which at most {@code limit} bytes are kept for good, while there is room. */
  Chunks(long limit, Retention retention) {
    this.limit = limit;
    this.retention = retention;
  }

  void add(ByteBuffer bytes) {
    chunks.add(bytes.asReadOnlyBuffer());
    total += bytes.remaining();
  }

  /** Whether bytes that just came are kept: within the limit, and while there is room. */
  boolean keep(long bytes) {
    if (total > limit || !retention.tryHold(bytes)) {
      return false;
    }
    held += bytes;
    return true;
  }

  /** Gives the room back that is held. */
  void letGo() {
    retention.letGo(held);
    held = 0;
  }

  /** The bytes that have come so far. */
  long total() {
    return total;
  }

  long footprint() {
    return chunks.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** Forgets the chunks that end at or before a position. */
  void forgetUpTo(long position) {
    while (!chunks.isEmpty() && forgottenBytes + chunks.getFirst().remaining() <= position) {
      forgottenBytes += chunks.removeFirst().remaining();
      forgotten++;
    }
  }

  /** All bytes as one body; none may be forgotten. */
  HeapBody whole(Fields trailers) {
    byte[] all = new byte[Math.toIntExact(total)];
    int at = 0;
    for (ByteBuffer chunk : chunks) {
      int length = chunk.remaining();
      chunk.get(chunk.position(), all, at, length);
      at += length;
    }
    return new HeapBody(all, trailers);
  }

  void clear() {
    chunks.clear();
  }

  /** Which of the chunks that are there may be read. */
  enum Extent {
    ALL,
    ALL_BUT_THE_LAST
  }

  /** How far a reader has come on its way from one position to another. */
  final class Place {
    private final long offset;
    private final long end;
    private long position;
    private int chunk;

    /** The place before the first of those bytes. */
    Place(long offset, long end) {
      this.offset = offset;
      this.end = end;
    }

    long position() {
      return position;
    }

    boolean isAtEnd() {
      return position >= end;
    }

    /** The next piece; null if none is there. */
    @Nullable ByteBuffer next(Extent readable) {
      int count =
          switch (readable) {
            case ALL -> chunks.size();
            case ALL_BUT_THE_LAST -> chunks.size() - 1;
          };
      while (position < end && chunk < forgotten + count) {
        ByteBuffer piece = chunks.get(chunk++ - forgotten).duplicate();
        long start = position;
        position += piece.remaining();
        if (position > offset) {
          int skip = (int) Math.max(0, offset - start);
          int keep = (int) Math.min(piece.remaining(), end - start);
          return piece.limit(piece.position() + keep).position(piece.position() + skip);
        }
      }
      return null;
    }

    /** All that is still to be read of the whole, in one piece; null if that is nothing. */
    @Nullable ByteBuffer rest(HeapBody whole) {
      long from = Math.max(position, offset);
      long until = Math.min(end, total);
      if (from >= until) {
        return null;
      }
      position = until;
      return whole.bytes(from, until - from);
    }
  }
}
