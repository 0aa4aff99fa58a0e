package dev.edgecache.policy.files.lint;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.files.PlacedRoute;
import java.util.Optional;

/**
 * A route that stores answers under a key which its author named.
 *
 * @param placed the route
 * @param store how it stores
 * @param key the key
 */
record KeyedRoute(PlacedRoute placed, CacheRule.Store store, KeyRule.Named key) {

  static Optional<KeyedRoute> of(PlacedRoute placed) {
    return placed.route().cache() instanceof CacheRule.Store store
            && placed.route().key() instanceof KeyRule.Named key
        ? Optional.of(new KeyedRoute(placed, store, key))
        : Optional.empty();
  }

  ForwardRule forward() {
    return placed.route().forward();
  }

  LifetimeRule lifetime() {
    return store.lifetime();
  }

  boolean says(String... keys) {
    return placed.says(keys);
  }

  /** Whether the key has a header field of that name. */
  boolean keysHeader(String name) {
    return key.headers().keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Whether a header field of that name is forwarded beside the key. */
  boolean forwardsHeader(String name) {
    return forward().headers().stream().anyMatch(name::equalsIgnoreCase);
  }
}
