package dev.edgecache.admin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of durations in fixed buckets from 100 microseconds to 30 seconds.
 *
 * <p>Recording takes two additions to striped counters: a hit is answered in microseconds, and a
 * general histogram costs ten times as much where two threads record at once.
 */
final class LatencyHistogram {

  /** The inclusive upper bounds of the buckets but the last, in nanoseconds. */
  private static final long[] BOUNDS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    30_000_000_000L
  };

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  LatencyHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sumNanos.add(nanos);
  }

  boolean isEmpty() {
    for (LongAdder count : counts) {
      if (count.sum() != 0) {
        return false;
      }
    }
    return true;
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    List<Double> bounds = new ArrayList<>();
    List<Long> inBucket = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      bounds.add(i < BOUNDS.length ? BOUNDS[i] / NANOS_PER_SECOND : Double.POSITIVE_INFINITY);
      inBucket.add(counts[i].sum());
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, inBucket))
        .sum(sumNanos.sum() / NANOS_PER_SECOND)
        .build();
  }
}
