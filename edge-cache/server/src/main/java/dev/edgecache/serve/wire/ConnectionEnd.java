package dev.edgecache.serve.wire;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.Options;

/** How an exchange leaves its connection: in order, or torn off. */
public final class ConnectionEnd {
  /** How long the rest of an unread request body is drained, so that the client sees its answer. */
  private static final long DRAIN_MILLIS = 5_000;

  private ConnectionEnd() {}

  /** Ends an exchange whose response is complete. */
  static void endExchange(HttpServerExchange exchange) {
    if (!exchange.isRequestComplete()) {
      exchange
          .getIoThread()
          .executeAfter(() -> closeUnlessComplete(exchange), DRAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
    exchange.endExchange();
  }

  /** Ends an exchange whose response is not complete, so that the client cannot believe it is. */
  public static void abort(HttpServerExchange exchange) {
    ServerConnection connection = exchange.getConnection();
    if (ResponseFraming.endsWithConnection(exchange)) {
      try {
        connection.setOption(Options.CLOSE_ABORT, Boolean.TRUE);
      } catch (IOException e) {
        // The connection is gone already.
      }
    }
    IoUtils.safeClose(connection);
    if (ResponseFraming.isHttp2(exchange)) {
      // The stream was reset; ending the exchange as usual would reset it again.
      Connectors.terminateRequest(exchange);
      Connectors.terminateResponse(exchange);
    } else {
      exchange.endExchange();
    }
  }

  private static void closeUnlessComplete(HttpServerExchange exchange) {
    if (!exchange.isComplete()) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
