package dev.edgecache.policy.files.lint;

import dev.edgecache.policy.files.PlacedRoute;
import dev.edgecache.yaml.KeyPath;

/**
 * A place that breaks a rule.
 *
 * @param path the way to the key
 * @param message what is wrong there, one line
 */
record Spot(KeyPath path, String message) {

  /** A spot at a key of a route, outermost key first. */
  static Spot at(PlacedRoute route, String message, String... keys) {
    return new Spot(route.path(keys), message);
  }
}
