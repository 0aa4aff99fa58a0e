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
 * @param origins where it asks
 */
public record LiveDistribution(
    String id,
    Optional<String> tagHeader,
    List<LiveBehavior> behaviors,
    LiveBehavior byDefault,
    Map<Integer, Duration> errorsKept,
    List<LiveOrigin> origins) {

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
   * @param asking where and how it asks
   */
  public record LiveBehavior(
      PathPattern pattern,
      CachePolicy cache,
      OriginRequestPolicy forward,
      Set<String> removes,
      Set<String> methods,
      Asking asking) {

    /** Copies the sets. */
    public LiveBehavior {
      removes = Set.copyOf(removes);
      methods = Set.copyOf(methods);
    }

    /**
     * Where and how a behaviour asks.
     *
     * @param target the id of an origin, or of a group of them
     * @param plainHttp what becomes of requests without TLS
     */
    public record Asking(String target, PlainHttp plainHttp) {}

    /** What becomes of requests without TLS. */
    public enum PlainHttp {
      /** They are answered as others are. */
      ANSWERED,
      /** They are redirected or refused. */
      TURNED_AWAY
    }

    /** Whether viewers do not get a field. */
    public boolean hides(String field) {
      return removes.stream().anyMatch(field::equalsIgnoreCase);
    }
  }

  /**
   * An origin.
   *
   * @param targets the ids by which behaviours ask it: its own, and those of its groups
   * @param domain its name
   * @param path what is put before each path; empty for nothing
   * @param asked the scheme by which it is asked
   */
  public record LiveOrigin(Set<String> targets, String domain, String path, Asked asked) {

    /** Copies the set. */
    public LiveOrigin {
      targets = Set.copyOf(targets);
    }
  }

  /** The scheme by which an origin is asked. */
  public enum Asked {
    /** Always the same one. */
    BY_ONE_SCHEME,
    /** That of the viewer. */
    AS_VIEWERS_DO
  }

  /** The origins that a behaviour asks. */
  public List<LiveOrigin> originsOf(LiveBehavior behavior) {
    return origins.stream()
        .filter(origin -> origin.targets().contains(behavior.asking().target()))
        .toList();
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
