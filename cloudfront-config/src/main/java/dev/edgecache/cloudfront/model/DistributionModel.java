package dev.edgecache.cloudfront.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A distribution as the policies want it.
 *
 * @param name the beginning of the names of all that belongs to it
 * @param hosts the host names of viewers, if they are known
 * @param tagHeader the field of answers that carries their tags
 * @param origins where requests go, if that is known
 * @param behaviors the behaviours in their order; the first one whose pattern matches counts
 * @param byDefault the behaviour of all other paths
 */
public record DistributionModel(
    String name,
    List<String> hosts,
    String tagHeader,
    Optional<Origins> origins,
    List<CacheBehavior> behaviors,
    CacheBehavior byDefault) {

  /**
   * The error statuses that CloudFront would keep for ten seconds by itself, or may be told not to.
   */
  public static final List<Integer> ERRORS =
      List.of(400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504);

  /** Copies the lists. */
  public DistributionModel {
    hosts = List.copyOf(hosts);
    behaviors = List.copyOf(behaviors);
  }

  /** The behaviour that a path takes. */
  public CacheBehavior behaviorOf(String path) {
    return behaviors.stream()
        .filter(behavior -> behavior.pattern().matches(path))
        .findFirst()
        .orElse(byDefault);
  }

  /** All behaviours, that for all other paths last. */
  public List<CacheBehavior> all() {
    return Stream.concat(behaviors.stream(), Stream.of(byDefault)).toList();
  }

  /** The cache policies, each once, in the order of their ids. */
  public List<CachePolicy> cachePolicies() {
    return all().stream()
        .map(CacheBehavior::cache)
        .distinct()
        .sorted(Comparator.comparing(CachePolicy::id))
        .toList();
  }
}
