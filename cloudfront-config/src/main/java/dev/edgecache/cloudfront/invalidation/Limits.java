package dev.edgecache.cloudfront.invalidation;

import java.time.Duration;

/**
 * How much is asked of CloudFront at once. AWS has published a limit of what is in progress, and a
 * rate; both are kept.
 *
 * @param window how long items are collected before they go out together
 * @param batch items in one call at most
 * @param rates what the account may ask, over time
 * @param inProgress items of one destination that are not completed, at most
 * @param wildcardsInProgress wildcards of one destination that are not completed, at most
 * @param polling how often it is asked whether a batch is completed
 * @param followUp how long after the first invalidation the second one is, where there is one
 */
public record Limits(
    Duration window,
    int batch,
    Rates rates,
    int inProgress,
    int wildcardsInProgress,
    Polling polling,
    Duration followUp) {

  /** What CloudFront's documents and those who met its limits tell. */
  public static final Limits DEFAULTS =
      new Limits(
          Duration.ofSeconds(1),
          1_000,
          new Rates(0.5, 5, 150, 1),
          3_000,
          15,
          new Polling(Duration.ofSeconds(5), Duration.ofSeconds(60)),
          Duration.ofSeconds(10));

  /** The most items that one call may have. */
  public static final int GREATEST_BATCH = 3_000;

  /**
   * Rates of an account.
   *
   * @param calls calls in a second
   * @param callBurst calls that may be made at once after a rest
   * @param items items in a second
   * @param wildcards wildcards in a second
   */
  public record Rates(double calls, double callBurst, double items, double wildcards) {

    /** Rejects rates at which nothing would ever go out. */
    public Rates {
      if (!(calls > 0 && callBurst >= 1 && items > 0 && wildcards > 0)) {
        throw new IllegalArgumentException(
            "rates: (expected: more than 0, and a burst of 1 call or more)");
      }
    }
  }

  /**
   * When a batch is asked for.
   *
   * @param first after it was accepted
   * @param longest between two questions; they come more seldom the longer it takes
   */
  public record Polling(Duration first, Duration longest) {}

  /** Rejects limits at which nothing would ever go out. */
  public Limits {
    if (batch < 1 || batch > GREATEST_BATCH) {
      throw new IllegalArgumentException("batch: " + batch + " (expected: 1 to 3000)");
    }
    if (inProgress < 1 || wildcardsInProgress < 1) {
      throw new IllegalArgumentException("in progress: (expected: 1 or more)");
    }
    if (window.isNegative() || window.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("window: " + window + " (expected: up to 1m)");
    }
  }
}
