package dev.edgecache.serve.record;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is told of one finished request, to metrics and to the access log. It holds nothing that
 * names a person: no client address, no query, no cookie, no other header field.
 *
 * @param route the id of the route that matched
 * @param asked what the client asked
 * @param answered what it got
 * @param timing when, and how long
 */
public record RequestRecord(String route, Asked asked, Answered answered, Timing timing) {

  /**
   * What the client asked.
   *
   * @param method the method
   * @param scheme {@code http} or {@code https}
   * @param host the host as sent, with its port if one was sent; empty if none was
   * @param path the raw path without the query
   * @param protocol the version, such as {@code HTTP/1.1} or {@code HTTP/2.0}
   * @param traceId the W3C trace id, 32 hexadecimal digits
   * @param bodyBytes the bytes of the request body that arrived
   */
  public record Asked(
      String method,
      String scheme,
      String host,
      String path,
      String protocol,
      Optional<String> traceId,
      long bodyBytes) {}

  /**
   * What the client got.
   *
   * @param status the status code
   * @param kind how it was answered
   * @param cacheStatus the value of the Cache-Status field that this cache sent (RFC 9211)
   * @param bodyBytes the bytes of the response body that were written to the connection
   * @param ending how the answer ended
   */
  public record Answered(
      int status, RequestKind kind, String cacheStatus, long bodyBytes, Ending ending) {}

  /**
   * When the request came and how long it took.
   *
   * @param began when its head was complete
   * @param totalNanos from there to the last byte of the answer, in nanoseconds
   * @param firstByteNanos from there to the head of the answer, in nanoseconds
   * @param originNanos from asking the origin to the head of its answer, in nanoseconds; empty if
   *     this request waited for no origin
   */
  public record Timing(
      Instant began, long totalNanos, long firstByteNanos, OptionalLong originNanos) {}

  /** How an answer ended. */
  public enum Ending {
    /** Every byte was written. */
    COMPLETE,
    /** The client closed its connection or was too slow to take the answer. */
    CLIENT_GONE,
    /** The origin's body broke off, and so did the answer. */
    BROKEN_OFF
  }
}
