package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.http1.message.RequestHeadWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The opener of connections to one origin: name, TCP, TLS, one address after another. */
final class Connector {
  private final OriginSettings settings;
  private final OriginNetwork network;
  private final ConnectionPool pool;
  private final OriginObserver observer;
  private final Addresses addresses;
  private final Optional<SslContext> tls;
  private final RequestHeadWriter heads;

  Connector(
      OriginSettings settings,
      OriginNetwork network,
      ConnectionPool pool,
      OriginObserver observer) {
    this.settings = settings;
    this.network = network;
    this.pool = pool;
    this.observer = observer;
    this.addresses = new Addresses(settings.connectHost());
    this.tls = settings.secure() ? Optional.of(OriginTls.of(settings.tls())) : Optional.empty();
    this.heads = new RequestHeadWriter(settings);
  }

  /** The taker of a new connection. */
  interface Outcome {

    /** Called on the event loop of the connection. */
    void connected(OriginConnection connection);

    /** Called on an event loop. */
    void unconnected(OriginFailure failure);
  }

  /** Opens a connection within so many nanoseconds. */
  void connect(long nanos, Outcome outcome) {
    EventLoop loop = network.loop();
    long deadline = System.nanoTime() + nanos;
    var _ =
        addresses
            .resolve()
            .orTimeout(Math.max(nanos, 1), TimeUnit.NANOSECONDS)
            .whenComplete(
                (found, failure) ->
                    loop.execute(
                        () -> {
                          if (failure == null) {
                            new Attempt(loop, found, deadline, outcome).next();
                          } else {
                            outcome.unconnected(unresolved(failure));
                          }
                        }));
  }

  private OriginFailure unresolved(Throwable failure) {
    return failure instanceof TimeoutException
        ? new OriginFailure(
            OriginFailure.Kind.RESOLVE_TIMEOUT, "the name service did not answer in time")
        : new OriginFailure(
            OriginFailure.Kind.UNRESOLVED, settings.connectHost() + " has no address");
  }

  /** The attempt at one address after another, confined to one event loop. */
  private final class Attempt {
    private final EventLoop loop;
    private final List<InetAddress> candidates;
    private final long deadline;
    private final Outcome outcome;
    private int tried;

    Attempt(EventLoop loop, List<InetAddress> candidates, long deadline, Outcome outcome) {
      this.loop = loop;
      this.candidates = candidates;
      this.deadline = deadline;
      this.outcome = outcome;
    }

    /** Tries the next address, with an equal share of the time that is left. */
    void next() {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      long share = Math.max(1, left / (candidates.size() - tried));
      InetSocketAddress address = new InetSocketAddress(candidates.get(tried++), settings.port());
      ChannelFuture connecting =
          bootstrap((int) Math.min(share, Integer.MAX_VALUE)).connect(address);
      connecting.addListener(
          connected -> {
            if (connected.isSuccess()) {
              encrypt(connecting.channel().pipeline().get(OriginConnection.class), share);
            } else {
              failed(failure(connected.cause()));
            }
          });
    }

    private Bootstrap bootstrap(int millis) {
      return new Bootstrap()
          .group(loop)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.AUTO_READ, false)
          .option(ChannelOption.AUTO_CLOSE, false)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
          .handler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  prepare(channel);
                }
              });
    }

    private void prepare(Channel channel) {
      tls.ifPresent(
          context ->
              channel
                  .pipeline()
                  .addLast(
                      context.newHandler(
                          channel.alloc(),
                          settings.tls().serverName().orElse(settings.connectHost()),
                          settings.port())));
      new OriginConnection(settings, heads, pool, observer, channel);
    }

    private void encrypt(OriginConnection connection, long millis) {
      SslHandler handler = connection.channel().pipeline().get(SslHandler.class);
      if (handler == null) {
        succeeded(connection);
        return;
      }
      handler.setHandshakeTimeoutMillis(millis);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  succeeded(connection);
                } else {
                  connection.close();
                  failed(failure(done.cause()));
                }
              });
    }

    private void succeeded(OriginConnection connection) {
      if (connection.opened()) {
        outcome.connected(connection);
      } else {
        failed(failure(new ClosedChannelException()));
      }
    }

    private void failed(OriginFailure failure) {
      if (tried < candidates.size() && deadline - System.nanoTime() > 0) {
        next();
      } else {
        outcome.unconnected(failure);
      }
    }
  }

  private OriginFailure failure(Throwable cause) {
    OriginFailure.Kind kind = kind(cause);
    String port = settings.connectHost() + ":" + settings.port();
    String detail =
        switch (kind) {
          case CONNECT_TIMEOUT -> "no connection to " + port + " in time";
          case REFUSED -> port + " refused the connection";
          case TLS_CERTIFICATE -> "the certificate of " + port + " is not trusted for its name";
          case TLS_FAILED -> "the TLS handshake with " + port + " failed";
          default -> "no way to " + port;
        };
    return new OriginFailure(kind, detail);
  }

  private OriginFailure.Kind kind(Throwable cause) {
    if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
      return OriginFailure.Kind.CONNECT_TIMEOUT;
    }
    for (@Nullable Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof CertificateException) {
        return OriginFailure.Kind.TLS_CERTIFICATE;
      }
      if (e instanceof SSLException) {
        return certificateFault(e)
            ? OriginFailure.Kind.TLS_CERTIFICATE
            : OriginFailure.Kind.TLS_FAILED;
      }
    }
    if (cause instanceof ConnectException) {
      return OriginFailure.Kind.REFUSED;
    }
    return tls.isPresent() && cause instanceof ClosedChannelException
        ? OriginFailure.Kind.TLS_FAILED
        : OriginFailure.Kind.UNREACHABLE;
  }

  private static boolean certificateFault(Throwable failure) {
    for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof CertificateException || e instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }
}
