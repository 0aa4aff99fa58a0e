package dev.edgecache.cloudfront.model;

import java.time.Duration;
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

  /** The port of the name that is asked over TLS, and by health checks. */
  public static final int HTTPS_PORT = 443;

  /** The port of the name that is never asked. */
  public static final int HTTP_PORT = 80;

  /** How often CloudFront tries to connect. */
  public static final int CONNECTION_ATTEMPTS = 2;

  /** How long each attempt may take. */
  public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

  /** How long an answer may take to begin or go on; longer than the deadline of the caches. */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  /** How long a connection is kept unused; shorter than the caches keep it. */
  public static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(30);

  /** What health checks ask for. */
  public static final String HEALTH_PATH = "/health/ready";

  /** The time between two checks. */
  public static final Duration HEALTH_INTERVAL = Duration.ofSeconds(10);

  /** The failures after which a region is no longer answered. */
  public static final int HEALTH_FAILURES = 3;

  /** How long resolvers keep a record. */
  public static final Duration RECORD_TTL = Duration.ofSeconds(60);

  /** Copies the list; refuses what is no name. */
  public Origins {
    NameForm.DOMAIN.require("origin", domain, "the name of the caches, without port");
    failover.ifPresent(name -> NameForm.DOMAIN.require("failover", name, "a name without port"));
    regions = List.copyOf(regions);
  }

  /**
   * A region with caches.
   *
   * @param name its name, such as {@code eu-west-1}
   * @param domain the name of its load balancer
   */
  public record Region(String name, String domain) {

    /** Refuses what is no name. */
    public Region {
      NameForm.REGION.require("region", name, "one such as eu-west-1");
      NameForm.DOMAIN.require("region", domain, "the name of a load balancer, without port");
    }
  }
}
