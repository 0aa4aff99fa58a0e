package dev.edgecache.check.history;

import java.util.Map;
import java.util.Set;

/**
 * The acknowledgement of an invalidation by one proxy.
 *
 * @param proxy the number of the proxy
 * @param at after the acknowledgement came
 * @param mode what it makes of older answers
 * @param routes whose answers it reaches
 * @param versions by item, what answers must show from then on, or more
 */
public record Acknowledged(
    int proxy, long at, Mode mode, Set<Route> routes, Map<Integer, Long> versions) {

  /** What an invalidation makes of older answers. */
  public enum Mode {
    /** They are not used again. */
    HARD,
    /** They are stale. */
    SOFT;

    /** The word of the admin port. */
    public String word() {
      return switch (this) {
        case HARD -> "hard";
        case SOFT -> "soft";
      };
    }
  }

  /** Copies the collections. */
  public Acknowledged {
    routes = Set.copyOf(routes);
    versions = Map.copyOf(versions);
  }
}
