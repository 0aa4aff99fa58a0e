package dev.edgecache.cloudfront.fake;

import java.time.Duration;

/**
 * What a fake CloudFront permits.
 *
 * @param callsPerSecond calls that invalidate, in a second
 * @param callBurst such calls at once after a rest
 * @param itemsPerSecond items in a second; a batch may exceed it, and then owes
 * @param wildcardsPerSecond wildcards in a second
 * @param inProgress items of one distribution in progress
 * @param wildcardsInProgress wildcards of one distribution in progress
 * @param batch items in one batch
 * @param completion how long an invalidation is in progress
 * @param retention how long it knows the reference of a batch
 */
public record FakeLimits(
    double callsPerSecond,
    double callBurst,
    double itemsPerSecond,
    double wildcardsPerSecond,
    int inProgress,
    int wildcardsInProgress,
    int batch,
    Duration completion,
    Duration retention) {

  /** What the documents and those who met the limits tell. */
  public static final FakeLimits DOCUMENTED =
      new FakeLimits(
          0.5, 5, 150, 1, 3_000, 15, 3_000, Duration.ofSeconds(5), Duration.ofDays(3_650));

  /** The same with another time until completion. */
  public FakeLimits completingAfter(Duration other) {
    return new FakeLimits(
        callsPerSecond,
        callBurst,
        itemsPerSecond,
        wildcardsPerSecond,
        inProgress,
        wildcardsInProgress,
        batch,
        other,
        retention);
  }

  /** The same with another largest batch. */
  public FakeLimits withBatch(int other) {
    return new FakeLimits(
        callsPerSecond,
        callBurst,
        itemsPerSecond,
        wildcardsPerSecond,
        inProgress,
        wildcardsInProgress,
        other,
        completion,
        retention);
  }

  /** The same, but references are forgotten after that long. */
  public FakeLimits forgettingAfter(Duration other) {
    return new FakeLimits(
        callsPerSecond,
        callBurst,
        itemsPerSecond,
        wildcardsPerSecond,
        inProgress,
        wildcardsInProgress,
        batch,
        completion,
        other);
  }
}
