package dev.edgecache.demo.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the shop.
 *
 * @param fields header fields beside Content-Length and ETag
 * @param body empty where the status has none
 */
record Reply(int status, Map<String, String> fields, ByteBuffer body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Problem(int status, String title, String detail) {}

  static Reply json(int status, Object value) {
    return new Reply(status, Map.of("Content-Type", "application/json"), bytes(value));
  }

  /** An error that says what was wrong (RFC 9457). */
  static Reply problem(int status, String detail) {
    ByteBuffer body = bytes(new Problem(status, StatusCodes.getReason(status), detail));
    return new Reply(status, Map.of("Content-Type", "application/problem+json"), body);
  }

  /** The answer of a region whose data is a replica to a request that would change it. */
  static Reply readOnly() {
    return problem(
        StatusCodes.SERVICE_UNAVAILABLE,
        "This region has a replica of the data, which takes no writes; the primary region does.");
  }

  /** The answer of a region whose database cannot be reached (RFC 9110 §15.6.4). */
  static Reply unavailable() {
    return problem(
            StatusCodes.SERVICE_UNAVAILABLE, "The database of this region cannot be reached.")
        .with("Retry-After", "1");
  }

  /** The answer to a request that does not say who asks (RFC 9110 §15.5.2). */
  static Reply unauthorized() {
    return problem(
            StatusCodes.UNAUTHORIZED,
            "Say who you are: Authorization: Bearer user-1, for instance.")
        .with("WWW-Authenticate", "Bearer realm=\"shop\"");
  }

  static Reply of(String contentType, ByteBuffer body) {
    return new Reply(StatusCodes.OK, Map.of("Content-Type", contentType), body);
  }

  static Reply noContent() {
    return new Reply(StatusCodes.NO_CONTENT, Map.of(), ByteBuffer.allocate(0));
  }

  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** Sends it, or 304 to a request that names its entity tag; on the I/O thread. */
  void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    fields.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    if (status == StatusCodes.OK && isRead(exchange)) {
      ETag tag = entityTag();
      exchange.getResponseHeaders().put(Headers.ETAG, tag.toString());
      if (!ETagUtils.handleIfNoneMatch(exchange, tag, true)) {
        exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
        exchange.getResponseHeaders().remove(Headers.CONTENT_TYPE);
        exchange.endExchange();
        return;
      }
    }
    exchange.getResponseSender().send(body.duplicate());
  }

  private static boolean isRead(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.GET)
        || exchange.getRequestMethod().equals(Methods.HEAD);
  }

  /** Strong: the same for the same bytes (RFC 9110 §8.8.3). */
  private ETag entityTag() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body.duplicate());
      return new ETag(false, HexFormat.of().formatHex(digest.digest(), 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static ByteBuffer bytes(Object value) {
    try {
      return ByteBuffer.wrap(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("value: " + value + " (expected: JSON can say it)", e);
    }
  }
}
