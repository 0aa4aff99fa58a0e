package dev.edgecache.serve.connection;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** The open HTTP/2 connections of one listener. */
public final class Http2Connections implements DelegateOpenListener {
  static {
    // Undertow's own limit of heads, which no option raises: 20 KB, and then it ends the
    // connection.
    System.setProperty(Http2Channel.HTTP2_MAX_HEADER_SIZE_PROPERTY, "0");
  }

  private final Set<Http2Connection> open = ConcurrentHashMap.newKeySet();
  private final ByteBufferPool pool;
  private final OptionMap options;
  private HttpHandler handler;

  /** The connections of a listener, none so far. */
  public Http2Connections(ByteBufferPool pool, OptionMap options, HttpHandler handler) {
    this.pool = pool;
    this.options = options;
    this.handler = handler;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    open(new Http2Connection(connection, pool, pool.allocate(), options));
  }

  @Override
  public void handleEvent(StreamConnection connection, PooledByteBuffer read) {
    open(new Http2Connection(connection, pool, read, options));
  }

  private void open(Http2Connection channel) {
    open.add(channel);
    channel.addCloseTask(open::remove);
    channel.setIdleTimeout(options.get(UndertowOptions.NO_REQUEST_TIMEOUT, 0));
    channel
        .getReceiveSetter()
        .set(new Http2ReceiveListener(handler, options, pool.getBufferSize(), null));
    channel.resumeReceives();
  }

  /** Asks each connection to end with its last stream. */
  public void drain() {
    for (Http2Connection channel : open) {
      channel.getIoThread().execute(channel::drain);
    }
  }

  @Override
  public void closeConnections() {
    for (Http2Connection channel : open) {
      channel.getIoThread().execute(() -> IoUtils.safeClose(channel));
    }
  }

  @Override
  public HttpHandler getRootHandler() {
    return handler;
  }

  @Override
  public void setRootHandler(HttpHandler rootHandler) {
    handler = rootHandler;
  }

  @Override
  public OptionMap getUndertowOptions() {
    return options;
  }

  @Override
  public void setUndertowOptions(OptionMap undertowOptions) {
    throw new UnsupportedOperationException("options: fixed when the listener starts");
  }

  @Override
  public ByteBufferPool getBufferPool() {
    return pool;
  }

  @Override
  public @Nullable ConnectorStatistics getConnectorStatistics() {
    return null;
  }
}
