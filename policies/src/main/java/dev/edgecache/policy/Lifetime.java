package dev.edgecache.policy;

import java.time.Duration;

/**
 * How long an answer may be used, all compared with its current age (RFC 9111 §4.2).
 *
 * @param fresh the freshness lifetime
 * @param source what named it
 * @param staleWhileRevalidate how long beyond it the answer may be served while it is refreshed;
 *     zero where anything forbids it
 * @param staleIfError how long beyond it the answer may replace an error; zero where anything
 *     forbids it
 * @param validation whether it may be used without asking the origin
 * @param content whether its content may change while it is fresh
 */
public record Lifetime(
    Duration fresh,
    Source source,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    Validation validation,
    Content content) {

  /**
   * This lifetime with its freshness shortened at random, so that answers stored together do not
   * become stale together.
   *
   * @param share the greatest share that is taken off, 0 to 0.5
   * @param random a random number from 0 to 1
   */
  public Lifetime jittered(double share, double random) {
    Duration off = Duration.ofNanos((long) (fresh.toNanos() * share * random));
    return withFresh(fresh.minus(off));
  }

  /** This lifetime, over at an age at the latest. */
  public Lifetime endedAt(Duration age) {
    return fresh.compareTo(age) > 0 ? withFresh(age) : this;
  }

  private Lifetime withFresh(Duration other) {
    return new Lifetime(other, source, staleWhileRevalidate, staleIfError, validation, content);
  }

  /** What named a freshness lifetime. */
  public enum Source {
    /** A targeted field (RFC 9213). */
    TARGETED,
    /** {@code s-maxage}. */
    S_MAXAGE,
    /** {@code max-age}. */
    MAX_AGE,
    /** {@code Expires}. */
    EXPIRES,
    /** The policy, because the origin was silent. */
    POLICY_SILENT,
    /** The policy's lifetime for an error status. */
    POLICY_NEGATIVE,
    /** The policy, in place of what the origin said. */
    POLICY_OVERRIDE,
    /** A share of the time since the last modification (RFC 9111 §4.2.2). */
    HEURISTIC,
    /** Nothing: the answer is stale at once and can only be validated. */
    NONE;

    /** Whether the origin itself named the lifetime (RFC 9111 §4.2.1). */
    public boolean isExplicit() {
      return switch (this) {
        case TARGETED, S_MAXAGE, MAX_AGE, EXPIRES -> true;
        case POLICY_SILENT, POLICY_NEGATIVE, POLICY_OVERRIDE, HEURISTIC, NONE -> false;
      };
    }
  }

  /** Whether the content may change while it is fresh (RFC 8246). */
  public enum Content {
    /** It may. */
    CHANGEABLE,
    /** It does not: {@code immutable}. */
    IMMUTABLE
  }

  /** When the origin must be asked. */
  public enum Validation {
    /** When the answer is stale and no window permits it. */
    WHEN_STALE,
    /** When the answer is stale, whatever happens: {@code must-revalidate} and its like. */
    ALWAYS_WHEN_STALE,
    /** At every use: {@code no-cache}. */
    AT_EVERY_USE
  }
}
