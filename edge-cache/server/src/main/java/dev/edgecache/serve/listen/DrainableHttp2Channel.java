package dev.edgecache.serve.listen;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.framed.SendFrameHeader;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * An HTTP/2 connection that can be asked to end once its streams have ended (RFC 9113 §6.8).
 *
 * <p>Used on the connection's I/O thread only.
 */
final class DrainableHttp2Channel extends Http2Channel {
  private static final AttachmentKey<DrainableHttp2Channel> KEY =
      AttachmentKey.create(DrainableHttp2Channel.class);
  private static final int NO_ERROR = 0;

  private int streams;
  private boolean draining;

  DrainableHttp2Channel(
      StreamConnection connection, ByteBufferPool pool, PooledByteBuffer read, OptionMap options) {
    super(connection, "h2", pool, read, false, false, options);
    putAttachment(KEY, this);
  }

  /** The HTTP/2 connection of an exchange; empty for HTTP/1. */
  static Optional<DrainableHttp2Channel> of(HttpServerExchange exchange) {
    return Optional.ofNullable(exchange.getConnection().getAttachment(KEY));
  }

  void streamBegun() {
    streams++;
  }

  void streamEnded() {
    streams--;
    endIfDrained();
  }

  /** Asks the client to open no more streams; the connection ends with the last one. */
  void drain() {
    draining = true;
    if (streams > 0) {
      try {
        new ShutdownNotice(this).flush();
      } catch (IOException e) {
        IoUtils.safeClose(this);
      }
    }
    endIfDrained();
  }

  private void endIfDrained() {
    if (draining && streams == 0) {
      sendGoAway(NO_ERROR);
    }
  }

  /**
   * The GOAWAY frame that announces a shutdown: it names the highest stream, so that no request on
   * its way is lost. Undertow's own GOAWAY ends the connection as soon as it is written.
   */
  private static final class ShutdownNotice extends Http2HeadersStreamSinkChannel {
    private static final int CONNECTION = 0;
    private static final int TYPE_GOAWAY = 7;

    ShutdownNotice(Http2Channel channel) {
      super(channel, CONNECTION);
    }

    @Override
    protected SendFrameHeader createFrameHeaderImpl() {
      ByteBuffer frame = ByteBuffer.allocate(17);
      frame.put(new byte[] {0, 0, 8, TYPE_GOAWAY, 0}).putInt(CONNECTION);
      frame.putInt(Integer.MAX_VALUE).putInt(NO_ERROR).flip();
      return new SendFrameHeader(new ImmediatePooledByteBuffer(frame));
    }
  }
}
