package dev.edgecache.serve.listen;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer that tells a client why its request was not served (RFC 9457).
 *
 * @param status the status code
 * @param detail one sentence for the caller, without anything from the request
 */
public record Problem(int status, String detail) {

  /** Sends the problem as the whole response; on any thread for a dispatched exchange. */
  public void send(HttpServerExchange exchange) {
    exchange.getResponseSender().send(begin(exchange));
  }

  /** Writes the head of the problem, and returns the body that goes with it. */
  public ByteBuffer begin(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    return ByteBuffer.wrap(json().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the problem and ends the connection, whose framing cannot be trusted any more. */
  void sendAndClose(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    send(exchange);
  }

  /** The body: {@code {"status":…,"title":…,"detail":…}}. */
  String json() {
    StringBuilder json = new StringBuilder(96);
    json.append("{\"status\":").append(status).append(",\"title\":\"");
    escape(StatusCodes.getReason(status), json);
    json.append("\",\"detail\":\"");
    escape(detail, json);
    return json.append("\"}").toString();
  }

  private static void escape(String text, StringBuilder json) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else {
        json.append(c < ' ' ? ' ' : c);
      }
    }
  }
}
