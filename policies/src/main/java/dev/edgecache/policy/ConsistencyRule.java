package dev.edgecache.policy;

import java.time.Duration;
import java.util.List;

/**
 * How far answers of a route may lag behind the primary database.
 *
 * @param promise what a client may rely on
 * @param writes the tags that an unsafe request writes, as templates like those of {@link TagRule};
 *     none if it may write anything
 * @param refill how an answer is got that is recent enough
 */
public record ConsistencyRule(Promise promise, List<String> writes, Refill refill) {

  /** As old as a replica may be, and not older than an acknowledged invalidation. */
  public static final ConsistencyRule REPLICA =
      new ConsistencyRule(
          Promise.REPLICA, List.of(), new Refill(Duration.ofMillis(150), Otherwise.STALE));

  /** Copies the list. */
  public ConsistencyRule {
    writes = List.copyOf(writes);
  }

  /** What a client may rely on. */
  public enum Promise {
    /** No answer is older than an invalidation that was acknowledged before the request. */
    REPLICA,
    /** Besides, a session that has written sees its writes, and nothing older than it has seen. */
    SESSION,
    /** Every answer is read at the primary. */
    PRIMARY
  }

  /**
   * How an answer is got while replicas lag behind what is demanded of it.
   *
   * @param limit how long the request waits for replicas before it goes to the primary
   * @param otherwise what it gets where the primary has no room for it either
   */
  public record Refill(Duration limit, Otherwise otherwise) {}

  /** What a request gets that neither replicas nor the primary can answer now. */
  public enum Otherwise {
    /**
     * A stored answer, declared stale, where all that it lacks was invalidated softly; else 503.
     */
    STALE,
    /** Status 503. */
    FAIL
  }
}
