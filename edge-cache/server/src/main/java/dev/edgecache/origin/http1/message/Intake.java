package dev.edgecache.origin.http1.message;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The content bytes of one read of the socket, however many pieces they came in, gathered into one
 * heap array of their size.
 */
public final class Intake {
  private final List<ByteBuf> pieces = new ArrayList<>(2);
  private int size;

  /** Keeps a piece until {@link #take} or {@link #drop}. */
  public void add(ByteBuf piece) {
    if (piece.isReadable()) {
      pieces.add(piece.retain());
      size += piece.readableBytes();
    }
  }

  /** All bytes since the last call, perhaps none, in a read-only buffer. */
  public ByteBuffer take() {
    byte[] bytes = new byte[size];
    int at = 0;
    for (ByteBuf piece : pieces) {
      int count = piece.readableBytes();
      piece.readBytes(bytes, at, count);
      at += count;
    }
    drop();
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Lets go of what was not taken. */
  public void drop() {
    pieces.forEach(ByteBuf::release);
    pieces.clear();
    size = 0;
  }
}
