package dev.edgecache.cdn;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CloudFront in front of this cache.
 *
 * @param sites where invalidations go
 * @param tagHeader the field that tells CloudFront the tags of an answer
 * @param schedule how much goes out, how fast, and what stands for several
 * @param drain how long answers that began before an invalidation are awaited
 * @param everything what becomes of invalidations of everything
 * @param endpoint where CloudFront is, if not at AWS
 */
public record CdnSettings(
    List<Site> sites,
    String tagHeader,
    Schedule.Settings schedule,
    Duration drain,
    Everything everything,
    Optional<URI> endpoint) {

  /** Rejects no site at all. */
  public CdnSettings {
    sites = List.copyOf(sites);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("cloudfront: (expected: a distribution or a tenant)");
    }
    if (sites.stream().map(Site::to).distinct().count() < sites.size()) {
      throw new IllegalArgumentException("cloudfront: (expected: each distribution once)");
    }
  }

  /**
   * A distribution or a tenant of one.
   *
   * @param to which
   * @param hosts the hosts that it serves, as requests here name them; none for all
   * @param tags whether it invalidates by tag
   */
  public record Site(Destination to, Set<String> hosts, Tags tags) {

    /** Copies the hosts. */
    public Site {
      hosts = Set.copyOf(hosts);
    }

    boolean serves(String host) {
      return hosts.isEmpty() || hosts.contains(host);
    }
  }

  /** Whether a distribution invalidates by tag. */
  public enum Tags {
    /** If its configuration, which is read at the start, names our field. */
    CHECK,
    /** It does, by the word of whoever wrote the configuration. */
    ASSUME,
    /** It does not. */
    NONE
  }

  /** What becomes of an invalidation of everything, or of a whole host. */
  public enum Everything {
    /**
     * CloudFront's answers stay until their lifetime ends: no crowd comes to the origin at once.
     */
    LIFETIME,
    /** All of CloudFront's answers are invalidated. */
    WILDCARD
  }
}
