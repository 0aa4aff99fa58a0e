package dev.edgecache.serve.wire;

import dev.edgecache.http.Fields;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;

/** How the end of a response is marked on its connection (RFC 9112 §6, RFC 9113 §8.1). */
public final class ResponseFraming {
  private ResponseFraming() {}

  /** Whether a response to this request with this status carries a body (RFC 9110 §6.4.1). */
  static boolean hasBody(HttpServerExchange exchange) {
    int status = exchange.getStatusCode();
    return !exchange.getRequestMethod().equals(Methods.HEAD)
        && status >= 200
        && status != 204
        && status != 304;
  }

  /** Frames by length; an answer to HEAD without a body keeps the length field that it has. */
  static void ofLength(HttpServerExchange exchange, long length) {
    HeaderMap headers = exchange.getResponseHeaders();
    headers.remove(Headers.TRANSFER_ENCODING);
    if (hasBody(exchange) || (length > 0 && exchange.getRequestMethod().equals(Methods.HEAD))) {
      exchange.setResponseContentLength(length);
    }
    closeIfBodyIsHeldBack(exchange);
  }

  /** Frames by chunks; HTTP/2 needs no field, HTTP/1.0 ends with the connection. */
  static void ofUnknownLength(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    headers.remove(Headers.TRANSFER_ENCODING);
    if (hasBody(exchange)) {
      headers.remove(Headers.CONTENT_LENGTH);
      if (exchange.isHttp11()) {
        headers.put(Headers.TRANSFER_ENCODING, "chunked");
      } else if (exchange.isHttp10()) {
        exchange.setPersistent(false);
      }
    }
    closeIfBodyIsHeldBack(exchange);
  }

  /** Takes the framing back, so that the exchange can carry another response. */
  static void clear(HttpServerExchange exchange) {
    exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
    exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
  }

  /** Whether the end of the body is marked by the end of the connection alone. */
  static boolean endsWithConnection(HttpServerExchange exchange) {
    return exchange.isHttp10() && !exchange.getResponseHeaders().contains(Headers.CONTENT_LENGTH);
  }

  /**
   * Hands over trailer fields, if the framing has room and the client takes them (RFC 9110 §6.5.1).
   */
  static void trailers(HttpServerExchange exchange, Fields trailers) {
    boolean taken =
        isHttp2(exchange)
            || (exchange.isHttp11()
                && UndertowFields.hasToken(exchange.getRequestHeaders(), Headers.TE, "trailers"));
    if (taken && trailers.size() > 0) {
      HeaderMap map = new HeaderMap();
      UndertowFields.write(trailers, map);
      exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, map);
    }
  }

  public static boolean isHttp2(HttpServerExchange exchange) {
    return exchange.getProtocol().equals(Protocols.HTTP_2_0);
  }

  /**
   * Ends the connection after this response if the client still waits for a 100: whether its body
   * follows is then unknown (RFC 9110 §10.1.1).
   */
  private static void closeIfBodyIsHeldBack(HttpServerExchange exchange) {
    if (!isHttp2(exchange) && HttpContinue.requiresContinueResponse(exchange)) {
      exchange.setPersistent(false);
    }
  }
}
