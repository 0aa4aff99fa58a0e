package dev.edgecache.policy.rules;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;

/**
 * A route with all that its rules need worked out beforehand.
 *
 * @param route the route
 * @param index its position in its {@link PolicySet}
 * @param key how its requests are told apart
 * @param forwarding what the origin sees of its requests
 */
record CompiledRoute(Route route, int index, KeyRules key, Forwarding forwarding) {

  CompiledRoute(Route route, int index) {
    this(route, index, new KeyRules(route));
  }

  private CompiledRoute(Route route, int index, KeyRules key) {
    this(route, index, key, new Forwarding(route, key));
  }

  /** Whether it stores answers as the origin says, the whole target being the key. */
  boolean followsOrigin() {
    return route.cache() instanceof CacheRule.Store && route.key() instanceof KeyRule.FollowOrigin;
  }

  /** Whether it stores nothing. */
  boolean passes() {
    return route.cache() instanceof CacheRule.Never;
  }
}
