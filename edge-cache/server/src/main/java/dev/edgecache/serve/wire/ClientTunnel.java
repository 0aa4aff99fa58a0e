package dev.edgecache.serve.wire;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * The client's end of a connection that switched protocols (RFC 9110 §15.2.2): bytes go both ways,
 * each way as fast as its receiver takes them, until both have ended or one broke off.
 */
public final class ClientTunnel implements BodyReceiver, Runnable {
  private final StreamConnection connection;
  private final BodySource incoming;
  private final Duration writeTimeout;
  private final FromClient fromClient;

  /** What the origin's side delivered and the I/O thread has not yet taken. */
  private volatile @Nullable Runnable delivered;

  // From here on: only the I/O thread.
  private final StreamSinkChannel sink;
  private @Nullable ByteBuffer unwritten;
  private XnioExecutor.@Nullable Key timer;
  private boolean pulling;
  private boolean running;
  private boolean ending;
  private boolean ended;

  private ClientTunnel(
      StreamConnection connection,
      ByteBufferPool pool,
      BodySource incoming,
      Duration writeTimeout) {
    this.connection = connection;
    this.sink = connection.getSinkChannel();
    this.incoming = incoming;
    this.writeTimeout = writeTimeout;
    this.fromClient = new FromClient(connection, pool);
  }

  /**
   * Sends the 101 whose fields stand in the exchange, then carries bytes. Only for HTTP/1.1, once
   * the body of the request was read; may be called on any thread, and dispatches.
   *
   * @param incoming the origin's bytes
   * @param outgoing takes the client's bytes, once
   * @param writeTimeout how long the client may take nothing of what waits for it
   * @param closed called once, on the I/O thread, when the client's connection was closed
   */
  public static void open(
      HttpServerExchange exchange,
      BodySource incoming,
      Consumer<BodySource> outgoing,
      Duration writeTimeout,
      Runnable closed) {
    exchange.dispatch(
        exchange.getIoThread(),
        () -> {
          exchange.getConnection().addCloseListener(any -> incoming.cancel());
          exchange.getConnection().addCloseListener(any -> closed.run());
          exchange.upgradeChannel(
              (connection, upgraded) -> {
                ByteBufferPool pool = upgraded.getConnection().getByteBufferPool();
                var tunnel = new ClientTunnel(connection, pool, incoming, writeTimeout);
                upgraded.getConnection().addCloseListener(any -> tunnel.fromClient.closed());
                tunnel.sink.getWriteSetter().set(ready -> tunnel.writable());
                outgoing.accept(tunnel.fromClient);
                tunnel.run();
              });
          exchange.endExchange();
        });
  }

  @Override
  public void chunk(ByteBuffer bytes) {
    ByteBuffer view = bytes.duplicate();
    deliver(() -> unwritten = view);
  }

  @Override
  public void end(Fields trailers) {
    deliver(() -> ending = true);
  }

  @Override
  public void failed(BodyFailure cause) {
    deliver(this::close);
  }

  private void deliver(Runnable piece) {
    delivered = piece;
    IoHop.run(connection.getIoThread(), this, incoming::cancel);
  }

  /** Moves the origin's bytes on as far as both sides allow. */
  @Override
  public void run() {
    if (running || timer != null || ended) {
      return;
    }
    running = true;
    try {
      boolean moving = true;
      while (moving) {
        moving = step();
      }
    } catch (IOException e) {
      close();
    } finally {
      running = false;
    }
  }

  private boolean step() throws IOException {
    if (unwritten != null) {
      while (unwritten.hasRemaining()) {
        if (sink.write(unwritten) == 0) {
          return awaitWritable();
        }
      }
      unwritten = null;
    }
    if (ending) {
      sink.shutdownWrites();
    }
    if (!sink.flush()) {
      return awaitWritable();
    }
    if (ending) {
      ended = true;
      closeIfBothEnded();
      return false;
    }
    Runnable piece = delivered;
    if (piece != null) {
      delivered = null;
      pulling = false;
      piece.run();
      return !ended;
    }
    if (!pulling) {
      pulling = true;
      incoming.next(this);
      return true;
    }
    return false;
  }

  private boolean awaitWritable() {
    timer =
        connection
            .getIoThread()
            .executeAfter(this::close, writeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    sink.resumeWrites();
    return false;
  }

  private void writable() {
    sink.suspendWrites();
    if (timer != null) {
      timer.remove();
      timer = null;
    }
    run();
  }

  private void closeIfBothEnded() {
    if (ended && fromClient.complete) {
      IoUtils.safeClose(connection);
    }
  }

  private void close() {
    ended = true;
    fromClient.cancel();
    IoUtils.safeClose(connection);
  }

  /** What the client sends, until it closes its direction. */
  private final class FromClient extends ChannelBody {
    private final StreamSourceChannel channel;
    private boolean complete;

    FromClient(StreamConnection connection, ByteBufferPool pool) {
      super(connection.getIoThread(), pool, Optional.empty());
      this.channel = connection.getSourceChannel();
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.empty();
    }

    @Override
    boolean isComplete() {
      return complete;
    }

    @Override
    StreamSourceChannel channel() {
      return channel;
    }

    @Override
    int read(ByteBuffer buffer) throws IOException {
      if (!connection.isOpen()) {
        throw new ClosedChannelException();
      }
      return channel.read(buffer);
    }

    @Override
    Fields ended() {
      complete = true;
      closeIfBothEnded();
      return Fields.EMPTY;
    }

    @Override
    void brokeOff() {
      close();
    }
  }
}
