package dev.edgecache.demo.prices;

import dev.edgecache.demo.prices.PriceFigures.Delay;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Counts what the watch sees. */
final class PriceTally {

  private static final long HIGHEST_MICROS = Duration.ofMinutes(2).toMillis() * 1000;
  private static final int DIGITS = 3;

  private final Histogram right = new Histogram(HIGHEST_MICROS, DIGITS);
  private long changes;
  private long failedChanges;
  private long reads;
  private long failedReads;
  private long old;
  private long lagging;

  synchronized void changed() {
    changes++;
  }

  synchronized void notChanged() {
    failedChanges++;
  }

  synchronized void looked(Look look, Replay replay) {
    switch (look.seen()) {
      case NOTHING -> failedReads++;
      case OLD -> {
        reads++;
        old++;
      }
      case RIGHT -> reads++;
    }
    if (look.seen() != Look.Seen.NOTHING && replay == Replay.BEHIND) {
      lagging++;
    }
  }

  synchronized void firstRight(Duration sinceCommit) {
    right.recordValue(Math.clamp(sinceCommit.toNanos() / 1000, 0, HIGHEST_MICROS));
  }

  synchronized PriceFigures figures() {
    return new PriceFigures(
        changes,
        failedChanges,
        reads,
        failedReads,
        old,
        lagging,
        new Delay(percentile(50), percentile(95), percentile(100)));
  }

  private Duration percentile(double percent) {
    return Duration.ofNanos(right.getValueAtPercentile(percent) * 1000);
  }

  /** Whether the standby had replayed a change after it was looked for. */
  enum Replay {
    BEHIND,
    DONE_OR_UNKNOWN
  }
}
