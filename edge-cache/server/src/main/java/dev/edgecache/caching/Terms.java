package dev.edgecache.caching;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Route;
import java.util.Optional;
import java.util.Set;

/**
 * How a stored response may be used.
 *
 * @param route the route by whose rules they were made
 * @param lifetime how long it is fresh, and how long it may be served stale
 * @param tags its tags, the implicit ones included
 * @param compression how it goes out encoded, if it may
 */
public record Terms(
    Route route, Lifetime lifetime, Set<String> tags, Optional<CacheRule.Compression> compression) {

  /** These terms with another lifetime. */
  Terms withLifetime(Lifetime other) {
    return new Terms(route, other, tags, compression);
  }

  /** These terms for a response that goes out as it is. */
  public Terms unencoded() {
    return new Terms(route, lifetime, tags, Optional.empty());
  }
}
