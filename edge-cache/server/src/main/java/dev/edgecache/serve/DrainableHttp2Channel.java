package dev.edgecache.serve;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.util.Optional;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * An HTTP/2 connection that can be asked to end once its streams have ended (RFC 9113 §6.8).
 *
 * <p>Undertow closes a connection as soon as its GOAWAY frame is written; this one then stays open
 * for the streams under way. Used on the connection's I/O thread only.
 */
final class DrainableHttp2Channel extends Http2Channel {
  private static final AttachmentKey<DrainableHttp2Channel> KEY =
      AttachmentKey.create(DrainableHttp2Channel.class);
  private static final int NO_ERROR = 0;

  private int streams;
  private boolean draining;
  private boolean closeBelongsToGoAway;

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
    if (draining && streams == 0) {
      IoUtils.safeClose(this);
    }
  }

  /** Whether a new stream comes too late, so that the client will repeat it elsewhere. */
  boolean isDraining() {
    return draining;
  }

  /** Tells the client to open no more streams; the connection ends with the last one. */
  void drain() {
    draining = true;
    closeBelongsToGoAway = streams > 0;
    sendGoAway(NO_ERROR);
  }

  @Override
  public void close() throws IOException {
    if (closeBelongsToGoAway) {
      closeBelongsToGoAway = false;
    } else {
      super.close();
    }
  }

  /** Ends the connection and all its streams. */
  void closeNow() {
    closeBelongsToGoAway = false;
    IoUtils.safeClose(this);
  }
}
