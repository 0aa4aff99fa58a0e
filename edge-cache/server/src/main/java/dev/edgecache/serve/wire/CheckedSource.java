package dev.edgecache.serve.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The octets that a client sends over HTTP/1.1, below Undertow's parsers: while a chunked body is
 * under way its framing is followed, and what comes after a mistake is never read.
 */
public final class CheckedSource extends AbstractStreamSourceConduit<StreamSourceConduit> {

  private @Nullable ChunkFraming framing;

  private CheckedSource(StreamSourceConduit next) {
    super(next);
  }

  /** Puts itself below everything that will read from the connection. */
  public static void install(StreamConnection connection) {
    ConduitStreamSourceChannel channel = connection.getSourceChannel();
    channel.setConduit(new CheckedSource(channel.getConduit()));
  }

  /**
   * Follows the framing of the chunked body that begins now, with octets that came with the head.
   *
   * @param trailerBytes bytes that the trailer section may have
   * @param trailerLines lines that it may have
   */
  public static void follow(HttpServerExchange exchange, int trailerBytes, int trailerLines) {
    ChunkFraming begun = new ChunkFraming(trailerBytes, trailerLines);
    var connection = (AbstractServerConnection) exchange.getConnection();
    PooledByteBuffer cameWithTheHead = connection.getExtraBytes();
    if (cameWithTheHead != null) {
      begun.accept(cameWithTheHead.getBuffer().duplicate());
    }
    ((CheckedSource) connection.getOriginalSourceConduit()).framing = begun;
  }

  /** Whether the body under way turned out to be malformed. */
  public static boolean isMalformed(HttpServerExchange exchange) {
    return exchange.getConnection() instanceof AbstractServerConnection connection
        && connection.getOriginalSourceConduit() instanceof CheckedSource source
        && source.framing != null
        && source.framing.isMalformed();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    ChunkFraming followed = framing;
    if (followed == null) {
      return next.read(target);
    }
    if (followed.isMalformed()) {
      throw new IOException("chunk framing: malformed");
    }
    int start = target.position();
    int count = next.read(target);
    if (count > 0) {
      ByteBuffer arrived = target.duplicate().flip().position(start);
      followed.accept(arrived);
      if (followed.isMalformed()) {
        target.position(arrived.position());
        return arrived.position() - start;
      }
    }
    if (followed.isEnded()) {
      framing = null;
    }
    return count;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return read(targets[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, through, target);
  }
}
