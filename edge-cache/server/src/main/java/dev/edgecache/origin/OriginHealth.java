package dev.edgecache.origin;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one origin at one moment.
 *
 * @param origin the origin's URL
 * @param breaker the state of its circuit breaker
 * @param connections its connections
 * @param lastFailure its last failure that tells against it
 */
public record OriginHealth(
    String origin, Breaker breaker, Connections connections, Optional<LastFailure> lastFailure) {

  /** The states of a circuit breaker. */
  public enum Breaker {
    /** Exchanges go through. */
    CLOSED,
    /** Exchanges fail at once. */
    OPEN,
    /** A few exchanges go through to try whether the origin has recovered. */
    HALF_OPEN
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
