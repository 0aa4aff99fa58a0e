package dev.edgecache.serve.listen;

import dev.edgecache.http.Authority;
import dev.edgecache.serve.wire.CheckedSource;
import dev.edgecache.serve.wire.ClientRequestBody;
import dev.edgecache.serve.wire.UndertowFields;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of every request: refuses what the parser lets through although its framing,
 * target or size must not reach a cache or an origin, and answers what is meant for this server.
 */
public final class RequestGate implements HttpHandler {

  /** The methods that are served, and beside them all that are unknown here. */
  public static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  /** The method that invalidates what is stored of its target. */
  public static final String PURGE = "PURGE";

  private static final Problem CODING_IN_HTTP_1_0 =
      new Problem(400, "HTTP/1.0 knows no Transfer-Encoding.");
  private static final Problem IDENTITY_CODING =
      new Problem(400, "Transfer-Encoding identity does not frame a request.");
  private static final Problem UNKNOWN_CODING =
      new Problem(501, "The only transfer coding understood is chunked.");
  private static final Problem BAD_CHUNKS =
      new Problem(400, "The chunks of the request do not follow HTTP/1.1, or are too costly.");
  private static final Problem OLD_VERSION = new Problem(505, "HTTP/1.0 is the oldest version.");
  private static final Problem BAD_HOST =
      new Problem(400, "The request names no host, or one that is malformed.");
  private static final Problem BAD_TARGET =
      new Problem(400, "The request target holds what no URI of this server has.");
  private static final Problem OTHER_SCHEME =
      new Problem(400, "Only http and https are served, and over HTTP/2 only https.");
  private static final Problem METHOD = new Problem(405, "This method is not served.");
  private static final Problem LONG_TARGET = new Problem(414, "The request target is too long.");
  private static final Problem LONG_HEAD = new Problem(431, "The request fields are too large.");
  private static final Problem LONG_BODY = new Problem(413, "The request body is too long.");
  private static final Problem EXPECTATION =
      new Problem(417, "The only expectation met is 100-continue.");

  private final ListenerSettings settings;
  private final MessageLimits limits;
  private final HttpHandler next;

  RequestGate(ListenerSettings settings, HttpHandler next) {
    this.settings = settings;
    this.limits = settings.messages();
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Problem malformed = malformed(exchange);
    if (malformed != null) {
      malformed.sendAndClose(exchange);
      return;
    }
    limits.bodyBytes().ifPresent(most -> ClientRequestBody.limit(exchange, most));
    honourClose(exchange);
    String method = exchange.getRequestMethod().toString();
    if (!serves(method) && !isPermitted(method, exchange)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED);
      METHOD.sendAndClose(exchange);
    } else if (exchange.getRequestURI().equals("*")) {
      answerForServer(exchange);
    } else if (hasOtherExpectation(exchange.getRequestHeaders())) {
      EXPECTATION.sendAndClose(exchange);
    } else {
      next.handleRequest(exchange);
    }
  }

  /** Whether anybody may send requests of that method. */
  public static boolean serves(String method) {
    return !method.equals("CONNECT") && !method.equals("TRACE") && !method.equals(PURGE);
  }

  /** Whether the method is one for those who are named, and the peer, not a field, is one. */
  private boolean isPermitted(String method, HttpServerExchange exchange) {
    return method.equals(PURGE) && settings.isPurger(exchange.getSourceAddress().getAddress());
  }

  private @Nullable Problem malformed(HttpServerExchange exchange) {
    HttpString protocol = exchange.getProtocol();
    if (protocol.equals(Protocols.HTTP_0_9)) {
      return OLD_VERSION;
    }
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
    if (coding != null) {
      Problem problem = badCoding(protocol, coding);
      if (problem != null) {
        return problem;
      }
      CheckedSource.follow(exchange, limits.headBytes(), limits.fieldLines());
      if (CheckedSource.isMalformed(exchange)) {
        return BAD_CHUNKS;
      }
    }
    if (protocol.equals(Protocols.HTTP_2_0) && !exchange.getRequestScheme().equals("https")) {
      return OTHER_SCHEME;
    }
    if (isBadHost(headers.getFirst(Headers.HOST))) {
      return BAD_HOST;
    }
    Problem target = badTarget(exchange);
    return target != null ? target : tooLarge(exchange);
  }

  /** No user, no path: nothing but what can name a host (RFC 9110 §4.2.4, RFC 9113 §8.3.1). */
  private static boolean isBadHost(@Nullable String host) {
    // HTTP/1.1 has an empty Host where the target has no authority (RFC 9110 §7.2).
    return host != null && !host.isEmpty() && Authority.parse(host).isEmpty();
  }

  /** Exactly one coding, chunked, and only in HTTP/1.1 (RFC 9112 §6.1). */
  private static @Nullable Problem badCoding(HttpString protocol, HeaderValues coding) {
    if (protocol.equals(Protocols.HTTP_1_0)) {
      return CODING_IN_HTTP_1_0;
    }
    if (coding.size() == 1 && coding.getFirst().equalsIgnoreCase("chunked")) {
      return null;
    }
    return coding.getFirst().equalsIgnoreCase("identity") ? IDENTITY_CODING : UNKNOWN_CODING;
  }

  /**
   * Controls, spaces and {@code #} never stand in a target; here they would, because raw characters
   * that browsers send are let through and HTTP/2 carries any byte.
   */
  private @Nullable Problem badTarget(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    String query = exchange.getQueryString();
    if (uri.length() + query.length() > limits.targetBytes()) {
      return LONG_TARGET;
    }
    boolean absolute = exchange.isHostIncludedInRequestURI() && uri.contains("://");
    if (absolute && !isOfHttp(uri)) {
      return OTHER_SCHEME;
    }
    if (absolute && !namesHost(uri, exchange.getRequestHeaders().getFirst(Headers.HOST))) {
      return BAD_TARGET;
    }
    boolean possible = absolute || uri.startsWith("/") || uri.equals("*") || isConnect(exchange);
    return possible && isTarget(uri) && isTarget(query) ? null : BAD_TARGET;
  }

  /** Its target is an authority, whatever becomes of it (RFC 9112 §3.2.3). */
  private static boolean isConnect(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.CONNECT);
  }

  /** Whether a target in absolute form is of a scheme that is served (RFC 9112 §3.2.2). */
  private static boolean isOfHttp(String uri) {
    return uri.regionMatches(true, 0, "http://", 0, 7)
        || uri.regionMatches(true, 0, "https://", 0, 8);
  }

  /**
   * Whether a target in absolute form names the same host as Host (RFC 9112 §3.2), and no user, who
   * may be there to disguise the host (RFC 9110 §4.2.4).
   */
  private static boolean namesHost(String uri, @Nullable String host) {
    int begin = uri.indexOf("://") + 3;
    int path = uri.indexOf('/', begin);
    Optional<Authority> named =
        Authority.parse(uri.substring(begin, path < 0 ? uri.length() : path));
    return named.isPresent() && (host == null || named.equals(Authority.parse(host)));
  }

  private static boolean isTarget(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c <= ' ' || c == 0x7F || c == '#') {
        return false;
      }
    }
    return true;
  }

  private @Nullable Problem tooLarge(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    int lines = 0;
    int bytes = 0;
    for (long cookie = headers.fastIterateNonEmpty();
        cookie != -1L;
        cookie = headers.fiNextNonEmpty(cookie)) {
      HeaderValues values = headers.fiCurrent(cookie);
      lines += values.size();
      int nameBytes = values.getHeaderName().length() + 4;
      for (int i = 0; i < values.size(); i++) {
        bytes += nameBytes + values.get(i).length();
      }
    }
    if (lines > limits.fieldLines() || bytes > limits.headBytes()) {
      return LONG_HEAD;
    }
    boolean longBody =
        limits.bodyBytes().isPresent()
            && exchange.getRequestContentLength() > limits.bodyBytes().getAsLong();
    return longBody ? LONG_BODY : null;
  }

  /** Undertow sees {@code close} only as the whole value; it may be one of several (§9.6). */
  private static void honourClose(HttpServerExchange exchange) {
    if (UndertowFields.hasToken(exchange.getRequestHeaders(), Headers.CONNECTION, "close")) {
      exchange.setPersistent(false);
    }
  }

  /** {@code OPTIONS *} asks about the server itself (RFC 9110 §9.3.7). */
  private static void answerForServer(HttpServerExchange exchange) {
    if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
      exchange.setStatusCode(204);
      exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED);
      exchange.endExchange();
    } else {
      BAD_TARGET.sendAndClose(exchange);
    }
  }

  private static boolean hasOtherExpectation(HeaderMap headers) {
    HeaderValues expect = headers.get(Headers.EXPECT);
    return expect != null
        && !(expect.size() == 1 && expect.getFirst().equalsIgnoreCase("100-continue"));
  }
}
