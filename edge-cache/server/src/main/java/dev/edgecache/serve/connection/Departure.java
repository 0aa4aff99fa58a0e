package dev.edgecache.serve.connection;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * The going of a client that still waits for its answer: it resets the stream, or closes the
 * connection. Used on the connection's I/O thread only.
 *
 * <p>A client of HTTP/1.1 that closes only its own direction counts as gone, too: nothing tells one
 * from the other before bytes are written.
 */
public final class Departure {
  private static final AttachmentKey<Departure> KEY = AttachmentKey.create(Departure.class);

  private boolean left;
  private Runnable action = () -> {};

  private Departure() {}

  /**
   * Runs the action when the client leaves, in place of the one before; at once if it has left.
   *
   * @param action must stop what is done for the client; it may come after the answer ended
   */
  public static void onLeaving(HttpServerExchange exchange, Runnable action) {
    Departure departure = of(exchange);
    departure.action = action;
    if (departure.left) {
      action.run();
    }
  }

  /** As {@link #onLeaving}, and looks out for the end of an HTTP/1.1 connection. */
  public static void onLeavingWhileWaiting(HttpServerExchange exchange, Runnable action) {
    onLeaving(exchange, action);
    watch(exchange);
  }

  /** Leaves the bytes of an HTTP/1.1 connection to somebody else. */
  public static void stopWatching(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof HttpServerConnection connection) {
      connection.getChannel().getSourceChannel().suspendReads();
    }
  }

  /** Tells that the client has left; heard once. */
  public static void left(HttpServerExchange exchange) {
    Departure departure = of(exchange);
    if (!departure.left) {
      departure.left = true;
      departure.action.run();
    }
  }

  public static boolean hasLeft(HttpServerExchange exchange) {
    Departure departure = exchange.getAttachment(KEY);
    return departure != null && departure.left;
  }

  private static Departure of(HttpServerExchange exchange) {
    @Nullable Departure known = exchange.getAttachment(KEY);
    if (known != null) {
      return known;
    }
    Departure departure = new Departure();
    exchange.putAttachment(KEY, departure);
    return departure;
  }

  /** Undertow reads nothing from a connection of HTTP/1.1 until its exchange is complete. */
  private static void watch(HttpServerExchange exchange) {
    if (exchange.getConnection() instanceof HttpServerConnection connection
        && exchange.isRequestComplete()
        && connection.getExtraBytes() == null) {
      ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
      source.setReadListener(readable -> look(exchange, connection, source));
      source.resumeReads();
    }
  }

  /** Sees either the end, or the beginning of the next request, which is kept for its turn. */
  private static void look(
      HttpServerExchange exchange,
      HttpServerConnection connection,
      ConduitStreamSourceChannel source) {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    int count;
    try {
      count = source.read(pooled.getBuffer());
    } catch (IOException e) {
      count = -1;
    }
    if (count > 0) {
      pooled.getBuffer().flip();
      connection.setExtraBytes(pooled);
    } else {
      pooled.close();
    }
    if (count != 0) {
      source.suspendReads();
    }
    if (count < 0) {
      left(exchange);
    }
  }
}
