package dev.edgecache.serve;

import java.time.Duration;

/**
 * How answers are made, beyond what policies say.
 *
 * @param name the name of this cache in Cache-Status, Proxy-Status and Via: a token (RFC 9110
 *     §5.6.2)
 * @param unknownHost what becomes of requests for a host that no policy names
 * @param forwarded whether the client's own X-Forwarded and Forwarded fields are believed
 * @param serverTiming whether answers carry Server-Timing
 * @param clientTimeouts how long clients may stall
 */
public record ServeSettings(
    String name,
    UnknownHost unknownHost,
    Forwarded forwarded,
    ServerTiming serverTiming,
    ClientTimeouts clientTimeouts) {

  /** What becomes of requests for a host that no policy names. */
  public enum UnknownHost {
    /** They pass through like all that no policy names. */
    PASS,
    /** They are refused with 421 (RFC 9110 §15.5.20). */
    REFUSE
  }

  /** Whether the client's own X-Forwarded and Forwarded fields are believed. */
  public enum Forwarded {
    /** They are replaced by what this proxy sees. */
    REPLACE,
    /** They are extended: every client is itself a trusted proxy. */
    APPEND
  }

  /** Whether answers carry Server-Timing. */
  public enum ServerTiming {
    /** They do not. */
    OFF,
    /** They do. */
    ON
  }

  /**
   * How long clients may stall.
   *
   * @param read how long the next bytes of a request body may take
   * @param write how long a client may take none of an answer's bytes
   */
  public record ClientTimeouts(Duration read, Duration write) {}

  /** The defaults. */
  public static final ServeSettings DEFAULT =
      new ServeSettings(
          "edge-cache",
          UnknownHost.PASS,
          Forwarded.REPLACE,
          ServerTiming.OFF,
          new ClientTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)));
}
