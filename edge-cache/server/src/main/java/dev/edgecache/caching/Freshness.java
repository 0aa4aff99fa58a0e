package dev.edgecache.caching;

import dev.edgecache.http.RequestDirectives;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.time.Instant;

/**
 * How fresh a stored response is at one instant (RFC 9111 §4.2).
 *
 * @param age its current age
 * @param lifetime how long it may be used
 */
public record Freshness(Duration age, Lifetime lifetime) {

  /** The freshness of a stored response at an instant. */
  public static Freshness of(StoredResponse response, Instant now) {
    return new Freshness(response.times().ageAt(now), response.terms().lifetime());
  }

  /** What is left of the freshness lifetime; negative once it is over. */
  public Duration remaining() {
    return lifetime.fresh().minus(age);
  }

  /** Whether the age is below the freshness lifetime. */
  public boolean isFresh() {
    return remaining().isPositive();
  }

  /** Whether it may be used without asking the origin: fresh, and not to be validated each time. */
  public boolean isUsableUnasked() {
    return isFresh() && lifetime.validation() != Lifetime.Validation.AT_EVERY_USE;
  }

  /** How long the response has been stale; zero while it is fresh. */
  public Duration staleness() {
    return isFresh() ? Duration.ZERO : remaining().negated();
  }

  /** Whether it may be served while it is refreshed (RFC 5861 §3). */
  public boolean permitsWhileRevalidating() {
    return permits(lifetime.staleWhileRevalidate());
  }

  /**
   * Whether requests that came before it may all have it (RFC 9111 §4): it may be used without
   * asking the origin for each of them.
   */
  public boolean isReusable() {
    return isUsableUnasked() || permitsWhileRevalidating();
  }

  /**
   * Whether it may be served in place of an error (RFC 5861 §4): as long as its window or that of
   * the request lasts, and as long as it would be served while its renewal is still under way.
   *
   * @param asked the request's directives
   */
  public boolean permitsIfError(RequestDirectives asked) {
    return lifetime.validation() != Lifetime.Validation.AT_EVERY_USE
        && (isFresh()
            || permits(lifetime.staleIfError())
            || permits(asked.staleIfError().orElse(Duration.ZERO))
            || permitsWhileRevalidating());
  }

  private boolean permits(Duration window) {
    return lifetime.validation() == Lifetime.Validation.WHEN_STALE
        && staleness().compareTo(window) < 0;
  }
}
