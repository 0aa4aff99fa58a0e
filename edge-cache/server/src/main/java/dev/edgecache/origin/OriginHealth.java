package dev.edgecache.origin;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of one origin at one moment.
 *
 * @param origin the origin's URL
 * @param state how well it is
 * @param share the share of the requests meant for it that it gets, 0 to 1
 * @param connections its connections
 * @param lastFailure its last failure that tells against it
 */
public record OriginHealth(
    String origin,
    State state,
    double share,
    Connections connections,
    Optional<LastFailure> lastFailure) {

  /** How well an origin is. */
  public enum State {
    /** It gets all exchanges that are meant for it. */
    HEALTHY,
    /** It was away and gets a growing share of them. */
    RECOVERING,
    /** It failed too often, and a few exchanges try whether it has recovered. */
    ON_TRIAL,
    /** It failed too often and gets none for a time. */
    EJECTED,
    /** Its health checks fail, and it gets none until they pass. */
    UNHEALTHY,
    /** Nothing may be sent to it, by order of an operator. */
    FENCED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in lower case with dashes, for metrics and operators. */
    public String label() {
      return label;
    }
  }

  /**
   * The number of connections of one origin.
   *
   * @param inUse those that carry an exchange, or are being opened
   * @param idle those that are open and unused
   * @param pending exchanges that wait for a connection
   */
  public record Connections(int inUse, int idle, int pending) {}

  /** A failure and when it happened. */
  public record LastFailure(OriginFailure failure, Instant at) {}
}
