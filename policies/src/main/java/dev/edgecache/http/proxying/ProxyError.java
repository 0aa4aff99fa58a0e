package dev.edgecache.http.proxying;

import java.util.Locale;
import java.util.OptionalInt;

/** What went wrong at a proxy or beyond it (RFC 9209 §2.3), with the status recommended for it. */
public enum ProxyError {
  /** The time for resolving the next hop's name was over. */
  DNS_TIMEOUT(504),
  /** The next hop's name could not be resolved. */
  DNS_ERROR(502),
  /** No destination is known for the request. */
  DESTINATION_NOT_FOUND(500),
  /** The next hop is known to be unavailable. */
  DESTINATION_UNAVAILABLE(503),
  /** The next hop's address must not be used. */
  DESTINATION_IP_PROHIBITED(502),
  /** There is no route to the next hop's address. */
  DESTINATION_IP_UNROUTABLE(502),
  /** The next hop refused the connection. */
  CONNECTION_REFUSED(502),
  /** The connection was closed before a complete response came. */
  CONNECTION_TERMINATED(502),
  /** The time for connecting was over. */
  CONNECTION_TIMEOUT(504),
  /** The time for reading was over. */
  CONNECTION_READ_TIMEOUT(504),
  /** The time for writing was over. */
  CONNECTION_WRITE_TIMEOUT(504),
  /** No more connections to the next hop are permitted. */
  CONNECTION_LIMIT_REACHED(503),
  /** The next hop breached TLS. */
  TLS_PROTOCOL_ERROR(502),
  /** The next hop's certificate could not be verified. */
  TLS_CERTIFICATE_ERROR(502),
  /** The next hop sent a TLS alert. */
  TLS_ALERT_RECEIVED(502),
  /** The request itself is the fault; a status from 400 to 499 says which. */
  HTTP_REQUEST_ERROR(OptionalInt.empty()),
  /** The request is not permitted. */
  HTTP_REQUEST_DENIED(403),
  /** The response ended early. */
  HTTP_RESPONSE_INCOMPLETE(502),
  /** The response's header section is too large. */
  HTTP_RESPONSE_HEADER_SECTION_SIZE(502),
  /** One field of the response's header section is too large. */
  HTTP_RESPONSE_HEADER_SIZE(502),
  /** The response's body is too large. */
  HTTP_RESPONSE_BODY_SIZE(502),
  /** The response's trailer section is too large. */
  HTTP_RESPONSE_TRAILER_SECTION_SIZE(502),
  /** One field of the response's trailer section is too large. */
  HTTP_RESPONSE_TRAILER_SIZE(502),
  /** The response's transfer coding could not be decoded. */
  HTTP_RESPONSE_TRANSFER_CODING(502),
  /** The response's content coding could not be decoded. */
  HTTP_RESPONSE_CONTENT_CODING(502),
  /** The time for the response was over. */
  HTTP_RESPONSE_TIMEOUT(504),
  /** The change of protocol failed. */
  HTTP_UPGRADE_FAILED(502),
  /** The next hop breached HTTP. */
  HTTP_PROTOCOL_ERROR(502),
  /** The proxy itself answered, as it was told to; any status may fit. */
  PROXY_INTERNAL_RESPONSE(OptionalInt.empty()),
  /** The proxy itself failed. */
  PROXY_INTERNAL_ERROR(500),
  /** The proxy's configuration is at fault. */
  PROXY_CONFIGURATION_ERROR(500),
  /** The request runs in a loop. */
  PROXY_LOOP_DETECTED(502);

  private final String token = name().toLowerCase(Locale.ROOT);
  private final OptionalInt status;

  ProxyError(int status) {
    this(OptionalInt.of(status));
  }

  ProxyError(OptionalInt status) {
    this.status = status;
  }

  /** The error as the field says it. */
  public String token() {
    return token;
  }

  /** The recommended status; empty where the case decides. */
  public OptionalInt status() {
    return status;
  }
}
