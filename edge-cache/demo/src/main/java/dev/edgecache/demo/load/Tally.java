package dev.edgecache.demo.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one crowd has experienced so far. */
public final class Tally {

  private static final long HIGHEST_MICROS = Duration.ofMinutes(2).toMillis() * 1000;
  private static final int DIGITS = 3;

  private final Map<Kind, Counts> counts = new EnumMap<>(Kind.class);

  private static final class Counts {
    private final Histogram micros = new Histogram(HIGHEST_MICROS, DIGITS);
    private long hits;
    private long failures;
  }

  /**
   * Figures of one kind of request, or of all.
   *
   * @param answers how many answers came
   * @param hits how many of those came from the cache
   * @param failures how many requests got no answer, or an unexpected one
   * @param p50 half of the answers took no longer
   * @param p95 95 of 100 answers took no longer
   * @param p99 99 of 100 answers took no longer
   */
  public record Figures(
      long answers, long hits, long failures, Duration p50, Duration p95, Duration p99) {

    /** The share of the answers that came from the cache, from 0 to 1; 0 of none. */
    public double hitRatio() {
      return answers == 0 ? 0 : (double) hits / answers;
    }

    private static Figures of(Histogram micros, long hits, long failures) {
      return new Figures(
          micros.getTotalCount(),
          hits,
          failures,
          percentile(micros, 50),
          percentile(micros, 95),
          percentile(micros, 99));
    }

    private static Duration percentile(Histogram micros, double percent) {
      return Duration.ofNanos(micros.getValueAtPercentile(percent) * 1000);
    }
  }

  /**
   * The figures at one moment.
   *
   * @param byKind those of each kind that occurred
   * @param all those of all kinds together
   */
  public record Snapshot(Map<Kind, Figures> byKind, Figures all) {}

  synchronized void answered(Kind kind, Duration latency, Answer answer) {
    Counts of = of(kind);
    if (answer.isExpected()) {
      of.micros.recordValue(Math.clamp(latency.toNanos() / 1000, 0, HIGHEST_MICROS));
      of.hits += answer.isHit() ? 1 : 0;
    } else {
      of.failures++;
    }
  }

  synchronized void failed(Kind kind) {
    of(kind).failures++;
  }

  private Counts of(Kind kind) {
    return counts.computeIfAbsent(kind, first -> new Counts());
  }

  /** The figures now. */
  public synchronized Snapshot snapshot() {
    Map<Kind, Figures> byKind = new EnumMap<>(Kind.class);
    Histogram all = new Histogram(HIGHEST_MICROS, DIGITS);
    long hits = 0;
    long failures = 0;
    for (Map.Entry<Kind, Counts> entry : counts.entrySet()) {
      Counts of = entry.getValue();
      byKind.put(entry.getKey(), Figures.of(of.micros, of.hits, of.failures));
      all.add(of.micros);
      hits += of.hits;
      failures += of.failures;
    }
    return new Snapshot(byKind, Figures.of(all, hits, failures));
  }
}
