package dev.edgecache.serve.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.edgecache.serve.listen.Problem;
import dev.edgecache.serve.wire.ClientResponseWriter;
import dev.edgecache.sources.webhook.Delivery;
import dev.edgecache.sources.webhook.Refusal.Reason;
import dev.edgecache.sources.webhook.Webhook;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What the sender of a delivery is told. */
final class WebhookAnswer {

  private static final String RETRY_AFTER_SECONDS = "1";

  private WebhookAnswer() {}

  /** Sends it; on the I/O thread. */
  static void send(
      Delivery told, Webhook webhook, HttpServerExchange exchange, Duration writeTimeout) {
    webhook.answers(told);
    ByteBuffer content =
        switch (told) {
          case Delivery.InEffect() -> json(exchange, StatusCodes.OK, "in_effect", "");
          case Delivery.Noted() -> json(exchange, StatusCodes.OK, "noted", "");
          case Delivery.Unmapped(String type) ->
              json(exchange, StatusCodes.ACCEPTED, "unmapped", type);
          case Delivery.Refused(Reason reason, String detail) -> {
            describe(reason.status(), exchange.getResponseHeaders());
            yield new Problem(reason.status(), detail).begin(exchange);
          }
        };
    ClientResponseWriter.send(exchange, content, writeTimeout, _ -> {});
  }

  private static ByteBuffer json(
      HttpServerExchange exchange, int status, String state, String type) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    var members = JsonNodeFactory.instance.objectNode().put("state", state);
    if (!type.isEmpty()) {
      members.put("type", type);
    }
    return ByteBuffer.wrap((members + "\n").getBytes(UTF_8));
  }

  /** The fields that some statuses ask for (RFC 9110 §10.2.1, §10.2.3, §11.6.1). */
  private static void describe(int status, HeaderMap headers) {
    switch (status) {
      case StatusCodes.UNAUTHORIZED -> headers.put(Headers.WWW_AUTHENTICATE, "Webhook");
      case StatusCodes.METHOD_NOT_ALLOWED -> headers.put(Headers.ALLOW, "POST");
      case StatusCodes.SERVICE_UNAVAILABLE -> headers.put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
      default -> {
        // All others need none.
      }
    }
  }
}
