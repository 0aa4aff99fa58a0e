package dev.edgecache.cloudfront.compare;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A distribution as it is, as far as it matters to policies.
 *
 * @param id its id
 * @param tagHeader the field from which it takes the tags of answers, if it does
 * @param behaviors the behaviours in their order
 * @param byDefault the behaviour of all other paths
 * @param errorsKept how long errors are kept that name no lifetime, by status, where it is said
 * @param origins the names of its origins
 */
public record LiveDistribution(
    String id,
    Optional<String> tagHeader,
    List<LiveBehavior> behaviors,
    LiveBehavior byDefault,
    Map<Integer, Duration> errorsKept,
    List<String> origins) {

  /** Copies the collections. */
  public LiveDistribution {
    behaviors = List.copyOf(behaviors);
    errorsKept = Map.copyOf(errorsKept);
    origins = List.copyOf(origins);
  }

  /**
   * A behaviour.
   *
   * @param pattern its paths
   * @param cache its key and lifetimes
   * @param forward what is sent on beyond the key
   * @param removes the fields of answers that viewers do not get
   * @param methods the methods that it takes
   */
  public record LiveBehavior(
      PathPattern pattern,
      CachePolicy cache,
      OriginRequestPolicy forward,
      Set<String> removes,
      Set<String> methods) {

    /** Copies the sets. */
    public LiveBehavior {
      removes = Set.copyOf(removes);
      methods = Set.copyOf(methods);
    }

    /** Whether viewers do not get a field. */
    public boolean hides(String field) {
      return removes.stream().anyMatch(field::equalsIgnoreCase);
    }
  }

  /** All behaviours, that of all other paths last. */
  public List<LiveBehavior> all() {
    return Stream.concat(behaviors.stream(), Stream.of(byDefault)).toList();
  }

  /** The behaviours that may take paths of a pattern. */
  public List<LiveBehavior> taking(PathPattern paths) {
    List<LiveBehavior> taking = new ArrayList<>();
    for (LiveBehavior behavior : all()) {
      if (behavior.pattern().meets(paths)) {
        taking.add(behavior);
      }
      if (behavior.pattern().covers(paths)) {
        return taking;
      }
    }
    return taking;
  }
}
