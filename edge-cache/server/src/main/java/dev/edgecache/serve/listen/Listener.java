package dev.edgecache.serve.listen;

import dev.edgecache.serve.connection.Http2Connection;
import dev.edgecache.serve.connection.Http2Connections;
import dev.edgecache.serve.wire.CheckedSource;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/** One bound address, with the connections that came in through it. */
final class Listener {
  private static final int BACKLOG = 4096;
  private static final int MAX_QUERY_PARAMETERS = 1000;

  private final AcceptingChannel<? extends StreamConnection> accepting;
  private final HttpOpenListener http1;
  private final Optional<Http2Connections> http2;

  private Listener(
      AcceptingChannel<? extends StreamConnection> accepting,
      HttpOpenListener http1,
      Optional<Http2Connections> http2) {
    this.accepting = accepting;
    this.http1 = http1;
    this.http2 = http2;
  }

  /** Binds the address and begins to accept. */
  static Listener open(
      ListenerSettings settings, XnioWorker worker, ByteBufferPool pool, HttpHandler handler)
      throws ListenerException {
    OptionMap options = options(settings);
    HttpOpenListener http1 = new HttpOpenListener(pool, options);
    http1.setRootHandler(handler);
    Optional<Http2Connections> http2 =
        settings
            .tls()
            .flatMap(TlsSettings::http2)
            .map(any -> new Http2Connections(pool, options, handler));
    try {
      AcceptingChannel<? extends StreamConnection> accepting =
          settings.tls().isPresent()
              ? acceptTls(
                  settings,
                  settings.tls().get(),
                  worker,
                  checked(byAlpn(pool, options, http1, http2)))
              : worker.createStreamConnectionServer(
                  settings.address(),
                  ChannelListeners.<StreamConnection>openListenerAdapter(checked(http1)),
                  socketOptions(settings).getMap());
      accepting.resumeAccepts();
      return new Listener(accepting, http1, http2);
    } catch (IOException e) {
      throw new ListenerException(
          "cannot listen at "
              + settings.address()
              + ": "
              + e.getMessage()
              + "; choose a free port of an address of this machine",
          e);
    }
  }

  private static ChannelListener<StreamConnection> checked(
      ChannelListener<StreamConnection> opened) {
    return connection -> {
      CheckedSource.install(connection);
      opened.handleEvent(connection);
    };
  }

  /** The protocol that ALPN chose, or HTTP/1.1. */
  private static ChannelListener<StreamConnection> byAlpn(
      ByteBufferPool pool,
      OptionMap options,
      HttpOpenListener http1,
      Optional<Http2Connections> http2) {
    if (http2.isEmpty()) {
      return http1;
    }
    return new AlpnOpenListener(pool, options, http1).addProtocol("h2", http2.get(), 10);
  }

  private static AcceptingChannel<? extends StreamConnection> acceptTls(
      ListenerSettings settings,
      TlsSettings tls,
      XnioWorker worker,
      ChannelListener<StreamConnection> opened)
      throws ListenerException, IOException {
    SSLContext context = PemKeyPair.load(tls.certificateChain(), tls.privateKey()).context();
    UndertowXnioSsl ssl =
        new UndertowXnioSsl(
            worker.getXnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, true), context);
    return ssl.createSslConnectionServer(
        worker,
        settings.address(),
        ChannelListeners.<SslConnection>openListenerAdapter(
            withHandshakeDeadline(opened, settings.connections().requestHead())),
        socketOptions(settings)
            .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(tls.minimum().andNewer()))
            .getMap());
  }

  /** Closes a connection that did not finish its TLS handshake in time. */
  private static ChannelListener<SslConnection> withHandshakeDeadline(
      ChannelListener<StreamConnection> opened, Duration deadline) {
    return connection -> {
      XnioExecutor.Key timer =
          connection
              .getIoThread()
              .executeAfter(
                  () -> IoUtils.safeClose(connection), deadline.toMillis(), TimeUnit.MILLISECONDS);
      connection.getHandshakeSetter().set(done -> timer.remove());
      opened.handleEvent(connection);
    };
  }

  private static OptionMap.Builder socketOptions(ListenerSettings settings) {
    int connections = settings.connections().connections();
    return OptionMap.builder()
        .set(Options.TCP_NODELAY, true)
        .set(Options.REUSE_ADDRESSES, true)
        .set(Options.BACKLOG, BACKLOG)
        .set(Options.CONNECTION_HIGH_WATER, connections)
        .set(Options.CONNECTION_LOW_WATER, connections);
  }

  private static OptionMap options(ListenerSettings settings) {
    MessageLimits messages = settings.messages();
    ConnectionLimits connections = settings.connections();
    OptionMap.Builder options =
        OptionMap.builder()
            // Targets stay raw; unescaped characters are safe only because they do.
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            // Twice what the gate allows, so that it can answer 431 where the parser says 400.
            .set(
                UndertowOptions.MAX_HEADER_SIZE,
                2 * (messages.headBytes() + messages.targetBytes()))
            .set(UndertowOptions.MAX_HEADERS, 2 * messages.fieldLines())
            .set(UndertowOptions.MAX_PARAMETERS, MAX_QUERY_PARAMETERS)
            // Bodies are counted as they are read.
            .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            // Interim responses are written below the pipelining buffer.
            .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) connections.idle().toMillis())
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) connections.requestHead().toMillis());
    settings
        .tls()
        .flatMap(TlsSettings::http2)
        .ifPresent(
            http2 ->
                options
                    .set(
                        UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                        http2.concurrentStreams())
                    .set(UndertowOptions.HTTP2_SETTINGS_INITIAL_WINDOW_SIZE, http2.windowBytes())
                    .set(UndertowOptions.MAX_QUEUED_READ_BUFFERS, unreadBuffers(http2)));
    return options.getMap();
  }

  /** Room for all that flow control lets come; beyond it Undertow reads nothing of any stream. */
  private static int unreadBuffers(Http2Settings http2) {
    int ofWindow = 1 + http2.windowBytes() / IoBufferPool.BUFFER_BYTES;
    return 2 * Http2Connection.WINDOWS_OF_CONNECTION * ofWindow;
  }

  /** The address bound, with the port that was chosen for port 0. */
  InetSocketAddress address() {
    return accepting.getLocalAddress(InetSocketAddress.class);
  }

  /** Refuses new connections from now on. */
  void stopAccepting() {
    IoUtils.safeClose(accepting);
  }

  /** Asks HTTP/2 connections to end; those of HTTP/1 end with their exchange. */
  void drain() {
    http2.ifPresent(Http2Connections::drain);
  }

  /** Closes what is still open. */
  void closeConnections() {
    http1.closeConnections();
    http2.ifPresent(Http2Connections::closeConnections);
  }
}
