package dev.edgecache.serve.listen;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
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
final class Http2Connections implements DelegateOpenListener {
  private final Set<DrainableHttp2Channel> open = ConcurrentHashMap.newKeySet();
  private final ByteBufferPool pool;
  private final OptionMap options;
  private HttpHandler handler;

  Http2Connections(ByteBufferPool pool, OptionMap options, HttpHandler handler) {
    this.pool = pool;
    this.options = options;
    this.handler = handler;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    open(new DrainableHttp2Channel(connection, pool, pool.allocate(), options));
  }

  @Override
  public void handleEvent(StreamConnection connection, PooledByteBuffer read) {
    open(new DrainableHttp2Channel(connection, pool, read, options));
  }

  private void open(DrainableHttp2Channel channel) {
    open.add(channel);
    channel.addCloseTask(open::remove);
    channel.setIdleTimeout(options.get(UndertowOptions.NO_REQUEST_TIMEOUT, 0));
    channel
        .getReceiveSetter()
        .set(new Http2ReceiveListener(handler, options, pool.getBufferSize(), null));
    channel.resumeReceives();
  }

  /** Asks each connection to end with its last stream. */
  void drain() {
    for (DrainableHttp2Channel channel : open) {
      channel.getIoThread().execute(channel::drain);
    }
  }

  @Override
  public void closeConnections() {
    for (DrainableHttp2Channel channel : open) {
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
