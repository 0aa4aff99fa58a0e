package dev.edgecache.serve.wire;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The rest of an interim response that the connection has not taken yet; it holds the final
 * response back until it has.
 */
final class UnsentInterim implements ConduitWrapper<StreamSinkConduit> {
  private final StreamSinkConduit connection;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  UnsentInterim(StreamSinkConduit connection) {
    this.connection = connection;
  }

  /** Takes the rest of one message; the one before must be gone. */
  void add(ByteBuffer bytes) {
    if (rest.hasRemaining()) {
      throw new IllegalStateException("rest: " + rest.remaining() + " bytes (expected: 0)");
    }
    rest = bytes;
  }

  /** Writes what the connection takes, and tells whether nothing is left. */
  boolean flush() throws IOException {
    while (rest.hasRemaining()) {
      if (connection.write(rest) == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    return new Behind(factory.create());
  }

  /** The final response, which moves only when nothing is left before it. */
  private final class Behind extends AbstractStreamSinkConduit<StreamSinkConduit> {
    Behind(StreamSinkConduit response) {
      super(response);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      return UnsentInterim.this.flush() ? super.write(src) : 0;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
      return UnsentInterim.this.flush() ? super.write(srcs, offset, length) : 0;
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
      return UnsentInterim.this.flush() ? super.writeFinal(src) : 0;
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
      return UnsentInterim.this.flush() ? super.writeFinal(srcs, offset, length) : 0;
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
      return UnsentInterim.this.flush() ? super.transferFrom(src, position, count) : 0;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through)
        throws IOException {
      return UnsentInterim.this.flush() ? super.transferFrom(source, count, through) : 0;
    }

    @Override
    public boolean flush() throws IOException {
      return UnsentInterim.this.flush() && super.flush();
    }
  }
}
