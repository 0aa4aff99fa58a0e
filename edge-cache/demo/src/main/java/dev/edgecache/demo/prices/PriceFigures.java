package dev.edgecache.demo.prices;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the price watch has seen.
 *
 * @param changes how many changes the cache has acknowledged
 * @param failedChanges how many were not made, or not acknowledged
 * @param reads how many prices were read that a change had been acknowledged for before
 * @param failedReads how many reads got no price
 * @param old how many of the prices were older than the acknowledged change
 * @param lagging how many were read while the standby had not replayed that change
 * @param right how long after its commit a change was first seen by a read that began after its
 *     acknowledgement
 */
public record PriceFigures(
    long changes,
    long failedChanges,
    long reads,
    long failedReads,
    long old,
    long lagging,
    Delay right) {

  /** The quantiles of a delay. */
  public record Delay(Duration p50, Duration p95, Duration max) {}

  /** For people, the essence first. */
  public List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "prices: %d changes in the US, then %d reads in Europe: %d old prices",
            changes,
            reads,
            old),
        String.format(
            Locale.ROOT,
            "        %d reads while the standby lagged; failed: %d changes, %d reads",
            lagging,
            failedChanges,
            failedReads),
        String.format(
            Locale.ROOT,
            "        commit to right answer after acknowledgement: p50 %d, p95 %d, max %d ms",
            right.p50().toMillis(),
            right.p95().toMillis(),
            right.max().toMillis()));
  }
}
