package dev.edgecache.cloudfront.model;

import java.util.List;
import java.util.Optional;

/**
 * Where CloudFront sends requests.
 *
 * @param domain the name of the caches; with regions one that Route 53 answers by latency
 * @param failover the name that is asked where the first does not answer
 * @param regions the regions of the caches, if Route 53 chooses among them
 */
public record Origins(String domain, Optional<String> failover, List<Region> regions) {

  /** The id of the first origin. */
  public static final String ORIGIN = "edge-cache";

  /** The id of the other origin. */
  public static final String FAILOVER = "edge-cache-failover";

  /** The id of the group of both. */
  public static final String GROUP = "edge-cache-group";

  /** The statuses and failures of the first origin after which the other one is asked. */
  public static final List<Integer> FAILOVER_STATUSES = List.of(500, 502, 503, 504);

  /** Copies the list. */
  public Origins {
    regions = List.copyOf(regions);
  }

  /**
   * A region with caches.
   *
   * @param name its name, such as {@code eu-west-1}
   * @param domain the name of its load balancer
   */
  public record Region(String name, String domain) {}
}
