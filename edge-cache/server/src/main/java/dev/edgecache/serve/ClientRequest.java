package dev.edgecache.serve;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.serve.session.ClientSession;
import dev.edgecache.serve.wire.ClientRequestBody;
import dev.edgecache.serve.wire.UndertowFields;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * One request of a client, and the rules that hold for it from its first to its last byte.
 *
 * @param exchange the connection's side of it
 * @param head its head
 * @param snapshot the rules
 * @param match the route it takes
 * @param content its body, if one follows the head
 * @param began when its head was complete
 * @param beganNanos the same instant on the ticker
 * @param sequence the sequence of the log of invalidations then
 * @param session what it has to do with a session
 */
record ClientRequest(
    HttpServerExchange exchange,
    RequestHead head,
    Snapshot snapshot,
    Match match,
    Optional<ClientRequestBody> content,
    Instant began,
    long beganNanos,
    long sequence,
    ClientSession session) {

  /** The head of a request as Undertow read it, and as a trusted proxy in front tells it. */
  static RequestHead headOf(HttpServerExchange exchange, ProxySettings settings) {
    String query = exchange.getQueryString();
    return new RequestHead(
        exchange.getRequestMethod().toString(),
        schemeOf(exchange, settings),
        exchange.getHostAndPort() == null ? "" : exchange.getHostAndPort(),
        pathOf(exchange),
        query.isEmpty() ? null : query,
        UndertowFields.read(exchange.getRequestHeaders()));
  }

  /** The scheme by which the client came to the first proxy, if that one is trusted. */
  private static String schemeOf(HttpServerExchange exchange, ProxySettings settings) {
    String told = exchange.getRequestHeaders().getFirst(FieldNames.X_FORWARDED_PROTO);
    boolean counts =
        told != null
            && (told.equals("http") || told.equals("https"))
            && settings.trusts(exchange.getSourceAddress().getAddress());
    return counts ? told : exchange.getRequestScheme();
  }

  /** The raw path, also of a request target in absolute form (RFC 9112 §3.2.2). */
  private static String pathOf(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (!exchange.isHostIncludedInRequestURI()) {
      return uri;
    }
    int authority = uri.indexOf("://");
    int path = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  /** The request whose answer is stored: HEAD is answered from it (RFC 9111 §4). */
  RequestHead asGet() {
    return head.method().equals("GET") ? head : head.withMethod("GET");
  }

  /** What it is about, for its session; the same in every cache. */
  String subject() {
    return match.host() + " " + head.path() + (head.query() == null ? "" : "?" + head.query());
  }

  /** The key under which an answer to it with these fields is stored. */
  CacheKey keyOf(Fields answer) {
    return KeyRules.keyOfAnswer(match, asGet(), answer);
  }

  /** The address that it came from. */
  InetAddress address() {
    return exchange.getSourceAddress().getAddress();
  }

  /** What is told of the request itself. */
  RequestRecord.Asked asked() {
    return new RequestRecord.Asked(
        head.method(),
        head.scheme(),
        head.authority(),
        head.path(),
        exchange.getProtocol().toString(),
        traceId(),
        content.map(ClientRequestBody::bytesRead).orElse(0L));
  }

  /** The trace id of a {@code traceparent} field (W3C Trace Context §3.2). */
  private Optional<String> traceId() {
    String parent = head.fields().first(FieldNames.TRACEPARENT);
    return parent != null
            && parent.length() >= 55
            && parent.charAt(2) == '-'
            && parent.charAt(35) == '-'
            && isLowerHex(parent, 3, 35)
        ? Optional.of(parent.substring(3, 35))
        : Optional.empty();
  }

  private static boolean isLowerHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}
