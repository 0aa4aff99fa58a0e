package dev.edgecache.policy.rules;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;
import java.util.Set;

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

  /** Whether it takes requests of that method; a route for GET takes HEAD too. */
  boolean accepts(String method) {
    return accepts(route, method);
  }

  static boolean accepts(Route route, String method) {
    Set<String> methods = route.methods();
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals("HEAD") && methods.contains("GET"));
  }

  /** Whether it stores answers under a key that leaves out a part of the request. */
  boolean storesByName() {
    return route.cache() instanceof CacheRule.Store && route.key() instanceof KeyRule.Named;
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
