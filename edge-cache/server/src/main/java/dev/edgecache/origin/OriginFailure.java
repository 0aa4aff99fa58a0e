package dev.edgecache.origin;

import java.util.Locale;

/**
 * The reason why an exchange has no usable response.
 *
 * @param kind what happened
 * @param detail a short description for logs and Proxy-Status, without personal data
 */
public record OriginFailure(Kind kind, String detail) {

  /**
   * What can go wrong before a response head, each with the status of the answer that stands in for
   * the response and the error type of {@code Proxy-Status} (RFC 9209 §2.3).
   */
  public enum Kind {
    /** The host name has no address. */
    UNRESOLVED(502, "dns_error"),
    /** The name service did not answer in time. */
    RESOLVE_TIMEOUT(504, "dns_timeout"),
    /** The origin's port is closed. */
    REFUSED(502, "connection_refused"),
    /** There is no way to the origin's address. */
    UNREACHABLE(502, "destination_ip_unroutable"),
    /** No connection, TLS included, came about in time. */
    CONNECT_TIMEOUT(504, "connection_timeout"),
    /** The origin's certificate is not trusted, or is not for its name. */
    TLS_CERTIFICATE(502, "tls_certificate_error"),
    /** The TLS handshake failed for another reason. */
    TLS_FAILED(502, "tls_protocol_error"),
    /** The origin took no more of the request body for longer than allowed. */
    SEND_TIMEOUT(504, "connection_write_timeout"),
    /** No response head came in time. */
    HEAD_TIMEOUT(504, "http_response_timeout"),
    /** The connection ended before a whole response head had come. */
    RESET_BEFORE_HEAD(502, "connection_terminated"),
    /** The response head is larger, or has more fields, than allowed. */
    HEAD_TOO_LARGE(502, "http_response_header_section_size"),
    /** The response does not follow HTTP/1.1 strictly enough to be safe. */
    MALFORMED(502, "http_protocol_error"),
    /** All connections are in use and the queue for them is full, or the wait in it too long. */
    OVERLOADED(503, "connection_limit_reached"),
    /** The circuit breaker is open: the origin failed too often of late. */
    BREAKER_OPEN(503, "destination_unavailable"),
    /** The request cannot be written as HTTP/1.1, say for a line break within a field value. */
    UNSENDABLE(400, "http_request_error"),
    /** The request body failed before all of it was sent. */
    REQUEST_BODY_FAILED(400, "http_request_error"),
    /** The exchange was given up on this side. */
    CANCELLED(503, "proxy_internal_response");

    private final int status;
    private final String proxyError;
    private final String label = name().toLowerCase(Locale.ROOT);

    Kind(int status, String proxyError) {
      this.status = status;
      this.proxyError = proxyError;
    }

    /** The status code of the answer that stands in for the response. */
    public int status() {
      return status;
    }

    /** The error type for {@code Proxy-Status} (RFC 9209 §2.3). */
    public String proxyError() {
      return proxyError;
    }

    /** The name in lower case, for metrics. */
    public String label() {
      return label;
    }

    /** Whether this tells against the origin, so that the circuit breaker counts it. */
    boolean blamesOrigin() {
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
        case OVERLOADED, BREAKER_OPEN, UNSENDABLE, REQUEST_BODY_FAILED, CANCELLED -> false;
      };
    }
  }

  /** The status code of the answer that stands in for the response. */
  public int status() {
    return kind.status();
  }
}
