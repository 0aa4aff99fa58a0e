package dev.edgecache.policy;

import java.time.Duration;

/**
 * How CloudFront, or another cache between this one and the browsers, keeps the answers of a route.
 *
 * @param fresh how long it keeps an answer at most, never longer than the answer is fresh here
 * @param whileRevalidate how long after that it may serve an answer while it gets a new one; zero
 *     if not at all
 * @param ifError how long after that it may serve an answer in place of an error; zero if not at
 *     all
 * @param browser how long browsers may keep an answer, which no invalidation reaches
 * @param invalidate which invalidations are passed on to it
 */
public record CdnRule(
    Duration fresh,
    Duration whileRevalidate,
    Duration ifError,
    Duration browser,
    Invalidate invalidate) {

  /** Which invalidations of stored answers are passed on, each of which may cost money. */
  public enum Invalidate {
    /** Those that come from sources of events and from people, not those by unsafe requests. */
    EVENTS,
    /** Those by unsafe requests through this cache as well. */
    ALL,
    /** None: what is kept expires. */
    NONE
  }

  /** How long it keeps an answer at most: its lifetime and the longer of the windows after it. */
  public Duration kept() {
    return fresh.plus(whileRevalidate.compareTo(ifError) > 0 ? whileRevalidate : ifError);
  }
}
