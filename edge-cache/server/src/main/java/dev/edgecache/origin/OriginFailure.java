package dev.edgecache.origin;

import dev.edgecache.http.proxying.ProxyError;
import java.util.Locale;

/**
 * The reason why an exchange has no usable response.
 *
 * @param kind what happened
 * @param detail a short description for operators, without personal data; it may name hosts and
 *     ports, so that clients are told {@link Kind#sentence} instead
 */
public record OriginFailure(Kind kind, String detail) {

  /** The failure of an exchange whose answer makes sense only to another question. */
  public static OriginFailure unasked(int status) {
    return new OriginFailure(Kind.MALFORMED, status + " was not asked for");
  }

  /**
   * The failure where the primary gives an answer that is not proven to be as new as it must be.
   */
  public static OriginFailure unproven() {
    return new OriginFailure(
        Kind.BEHIND, "what the primary gave is not proven to be as new as it must be");
  }

  /**
   * What can go wrong before a response head, each with its error type of {@code Proxy-Status} (RFC
   * 9209 §2.3) and the status of the answer that stands in for the response.
   */
  public enum Kind {
    /** The host name has no address. */
    UNRESOLVED(ProxyError.DNS_ERROR, "the origin has no address"),
    /** The name service did not answer in time. */
    RESOLVE_TIMEOUT(ProxyError.DNS_TIMEOUT, "the name service did not answer in time"),
    /** The origin's port is closed. */
    REFUSED(ProxyError.CONNECTION_REFUSED, "the origin refused the connection"),
    /** There is no way to the origin's address. */
    UNREACHABLE(ProxyError.DESTINATION_IP_UNROUTABLE, "there is no way to the origin"),
    /** No connection, TLS included, came about in time. */
    CONNECT_TIMEOUT(
        ProxyError.CONNECTION_TIMEOUT, "no connection to the origin came about in time"),
    /** The origin's certificate is not trusted, or is not for its name. */
    TLS_CERTIFICATE(ProxyError.TLS_CERTIFICATE_ERROR, "the origin's certificate is not trusted"),
    /** The TLS handshake failed for another reason. */
    TLS_FAILED(ProxyError.TLS_PROTOCOL_ERROR, "the TLS handshake with the origin failed"),
    /** The origin took no more of the request body for longer than allowed. */
    SEND_TIMEOUT(
        ProxyError.CONNECTION_WRITE_TIMEOUT, "the origin did not take the request in time"),
    /** No response head came in time. */
    HEAD_TIMEOUT(ProxyError.HTTP_RESPONSE_TIMEOUT, "the origin did not answer in time"),
    /** The connection ended before a whole response head had come. */
    RESET_BEFORE_HEAD(
        ProxyError.CONNECTION_TERMINATED, "the origin ended the connection before it had answered"),
    /** The response head is larger, or has more fields, than allowed. */
    HEAD_TOO_LARGE(
        ProxyError.HTTP_RESPONSE_HEADER_SECTION_SIZE,
        "the head of the origin's answer is too large"),
    /** The response does not follow HTTP/1.1 strictly enough to be safe. */
    MALFORMED(ProxyError.HTTP_PROTOCOL_ERROR, "the origin's answer does not follow HTTP/1.1"),
    /** All connections are in use and the queue for them is full, or the wait in it too long. */
    OVERLOADED(
        ProxyError.CONNECTION_LIMIT_REACHED, "too many requests are under way to the origin"),
    /** Too many reads are under way that the primary answers in place of the local origin. */
    FALLBACK_FULL(
        ProxyError.CONNECTION_LIMIT_REACHED,
        "too many requests are under way to the origin that stands in"),
    /** The origin failed too often of late, or its health checks did. */
    BREAKER_OPEN(ProxyError.DESTINATION_UNAVAILABLE, "the origin failed too often of late"),
    /** The replicas have not come far enough, and no other origin may be asked. */
    BEHIND(ProxyError.DESTINATION_UNAVAILABLE, "the data that is asked for has not come here yet"),
    /** Nothing may be sent to the origin: another one takes its place. */
    FENCED(ProxyError.DESTINATION_UNAVAILABLE, "another origin takes the place of this one"),
    /** The request cannot be written as HTTP/1.1, say for a line break within a field value. */
    UNSENDABLE(ProxyError.HTTP_REQUEST_ERROR, 400, "the request cannot be written as HTTP/1.1"),
    /** The request body failed before all of it was sent. */
    REQUEST_BODY_FAILED(
        ProxyError.HTTP_REQUEST_ERROR, 400, "the content of the request did not come whole"),
    /** The exchange was given up on this side. */
    CANCELLED(ProxyError.PROXY_INTERNAL_RESPONSE, 503, "the request was given up");

    private final ProxyError error;
    private final int status;
    private final String sentence;
    private final String label = name().toLowerCase(Locale.ROOT);

    Kind(ProxyError error, String sentence) {
      this(error, error.status().orElseThrow(), sentence);
    }

    Kind(ProxyError error, int status, String sentence) {
      this.error = error;
      this.status = status;
      this.sentence = sentence;
    }

    /** What clients are told: it names no host, address or port behind this proxy. */
    public String sentence() {
      return sentence;
    }

    /** The status code of the answer that stands in for the response. */
    public int status() {
      return status;
    }

    /** The error type for {@code Proxy-Status} (RFC 9209 §2.3). */
    public ProxyError error() {
      return error;
    }

    /** The name in lower case, for metrics. */
    public String label() {
      return label;
    }

    /** Whether it comes of replicas that lag: no origin is in trouble, and waiting may help. */
    public boolean isOfLag() {
      return this == BEHIND || this == FALLBACK_FULL;
    }

    /** Whether no connection came about, so that the request did nothing and can be sent again. */
    public boolean isBeforeRequest() {
      return switch (this) {
        case UNRESOLVED,
            RESOLVE_TIMEOUT,
            REFUSED,
            UNREACHABLE,
            CONNECT_TIMEOUT,
            TLS_CERTIFICATE,
            TLS_FAILED ->
            true;
        case SEND_TIMEOUT,
            HEAD_TIMEOUT,
            RESET_BEFORE_HEAD,
            HEAD_TOO_LARGE,
            MALFORMED,
            OVERLOADED,
            FALLBACK_FULL,
            BREAKER_OPEN,
            BEHIND,
            FENCED,
            UNSENDABLE,
            REQUEST_BODY_FAILED,
            CANCELLED ->
            false;
      };
    }

    /** Whether this tells against the origin, so that the circuit breaker counts it. */
    public boolean blamesOrigin() {
      return switch (this) {
        case UNRESOLVED,
            RESOLVE_TIMEOUT,
            REFUSED,
            UNREACHABLE,
            CONNECT_TIMEOUT,
            TLS_CERTIFICATE,
            TLS_FAILED,
            SEND_TIMEOUT,
            HEAD_TIMEOUT,
            RESET_BEFORE_HEAD,
            HEAD_TOO_LARGE,
            MALFORMED ->
            true;
        case OVERLOADED,
            FALLBACK_FULL,
            BREAKER_OPEN,
            BEHIND,
            FENCED,
            UNSENDABLE,
            REQUEST_BODY_FAILED,
            CANCELLED ->
            false;
      };
    }
  }

  /** The status code of the answer that stands in for the response. */
  public int status() {
    return kind.status();
  }
}
