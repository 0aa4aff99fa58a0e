package dev.edgecache.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long an answer of a route is fresh.
 *
 * @param silent the lifetime of statuses below 400 when the origin names none; if absent, the
 *     heuristic of RFC 9111 §4.2.2 holds
 * @param min the least lifetime of statuses below 400, whatever the origin names
 * @param max the greatest lifetime, whatever the origin names
 * @param override the lifetime of statuses below 400 in place of whatever the origin names; {@code
 *     no-store}, {@code private} and {@code no-cache} hold all the same
 * @param negative lifetimes by error status when the origin names none
 * @param jitter the share, 0 to 0.5, by which lifetimes are shortened at random so that entries do
 *     not expire together
 */
public record LifetimeRule(
    Optional<Duration> silent,
    Optional<Duration> min,
    Optional<Duration> max,
    Optional<Duration> override,
    Map<Integer, Duration> negative,
    double jitter) {

  /** Rejects negative durations, a minimum above the maximum, and a jitter out of bounds. */
  public LifetimeRule {
    negative = Map.copyOf(negative);
    if (!(jitter >= 0 && jitter <= 0.5)) {
      throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to 0.5)");
    }
    if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
      throw new IllegalArgumentException(
          "min: " + min.get() + " (expected: not above max, " + max.get() + ")");
    }
  }
}
