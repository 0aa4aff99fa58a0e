package dev.edgecache.serve.wire;

import dev.edgecache.http.Fields;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Responses of the class 1xx, sent before the final one (RFC 9110 §15.2).
 *
 * <p>They are advice: one that comes after the final response began, or while the one before is
 * still on its way, is dropped, and so is every one to a client of HTTP/1.0, which knows none. May
 * be called on any thread.
 */
public final class Interim {
  private static final AttachmentKey<UnsentInterim> UNSENT =
      AttachmentKey.create(UnsentInterim.class);

  private Interim() {}

  /** Asks a client that waits for it, and only such a client, to send its body. */
  public static void sendContinue(HttpServerExchange exchange) {
    IoHop.run(exchange.getIoThread(), () -> continueIfAwaited(exchange), () -> {});
  }

  private static void continueIfAwaited(HttpServerExchange exchange) {
    if (HttpContinue.requiresContinueResponse(exchange) && write(exchange, 100, Fields.EMPTY)) {
      HttpContinue.markContinueResponseSent(exchange);
    }
  }

  /**
   * Sends an informational response, such as 103 with its links (RFC 8297).
   *
   * @param status 102 to 199; 100 has its own method, 101 is a final response
   */
  public static void send(HttpServerExchange exchange, int status, Fields fields) {
    if (status < 102 || status > 199) {
      throw new IllegalArgumentException("status: " + status + " (expected: 102 to 199)");
    }
    IoHop.run(exchange.getIoThread(), () -> write(exchange, status, fields), () -> {});
  }

  private static boolean write(HttpServerExchange exchange, int status, Fields fields) {
    if (exchange.isResponseStarted() || exchange.isComplete()) {
      return false;
    }
    try {
      if (ResponseFraming.isHttp2(exchange)) {
        writeHttp2(exchange, status, fields);
        return true;
      }
      return exchange.isHttp11()
          && exchange.getConnection() instanceof HttpServerConnection connection
          && writeHttp11(exchange, connection.getOriginalSinkConduit(), head(status, fields));
    } catch (IOException e) {
      IoUtils.safeClose(exchange.getConnection());
      return false;
    }
  }

  /**
   * Writes below everything that belongs to the final response, which has not begun. Bytes that the
   * connection does not take at once go out before the first byte of the final response.
   */
  private static boolean writeHttp11(
      HttpServerExchange exchange, StreamSinkConduit connection, ByteBuffer head)
      throws IOException {
    UnsentInterim unsent = exchange.getAttachment(UNSENT);
    if (unsent != null && !unsent.flush()) {
      return false;
    }
    connection.write(head);
    connection.flush();
    if (head.hasRemaining()) {
      if (unsent == null) {
        unsent = new UnsentInterim(connection);
        exchange.putAttachment(UNSENT, unsent);
        exchange.addResponseWrapper(unsent);
      }
      unsent.add(head);
    }
    return true;
  }

  private static ByteBuffer head(int status, Fields fields) {
    StringBuilder head = new StringBuilder(128);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String reason(int status) {
    return status == 103 ? "Early Hints" : StatusCodes.getReason(status);
  }

  /**
   * Undertow writes a further HEADERS frame only for requests that expect one; it is flushed and
   * not closed, so that it does not end the stream (RFC 9113 §8.1).
   */
  private static void writeHttp2(HttpServerExchange exchange, int status, Fields fields)
      throws IOException {
    HeaderMap request = exchange.getRequestHeaders();
    boolean expects = HttpContinue.requiresContinueResponse(request);
    if (!expects) {
      request.add(Headers.EXPECT, HttpContinue.CONTINUE);
    }
    HttpServerExchange interim;
    try {
      interim = exchange.getConnection().sendOutOfBandResponse(exchange);
    } finally {
      if (!expects) {
        request.remove(Headers.EXPECT);
      }
    }
    interim.setStatusCode(status);
    UndertowFields.write(fields, interim.getResponseHeaders());
    StreamSinkChannel frame = interim.getResponseChannel();
    frame.flush();
  }
}
