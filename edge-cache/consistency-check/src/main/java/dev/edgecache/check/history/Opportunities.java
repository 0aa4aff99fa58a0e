package dev.edgecache.check.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The count of answers where a cache that only removes what is invalidated could have been stale.
 *
 * <p>An answer counts if the newest version that invalidations demanded of it, when it was asked
 * for, was not on every standby yet: what was fetched from such a standby then, or before, is
 * older. This is proven by the first reading of a standby that began after the request did, at most
 * {@link #SOON} after, and showed a place in the log before the commit of that version. Answers
 * that are declared stale do not count.
 */
final class Opportunities {

  /** A standby that could not be asked for longer than that may have been away. */
  static final Duration SOON = Duration.ofMillis(50);

  private final Map<Version, Written> written;
  private final List<Standby> standbys;

  private record Version(int key, long version) {}

  private Opportunities(History history) {
    written =
        history.written().stream()
            .collect(
                Collectors.toMap(
                    write -> new Version(write.key(), write.version()), Function.identity()));
    Map<Integer, List<Replayed>> byStandby = new HashMap<>();
    byStandby.putAll(history.replayed().stream().collect(Collectors.groupingBy(Replayed::standby)));
    standbys = byStandby.values().stream().map(Standby::new).toList();
  }

  static long count(History history) {
    return new Opportunities(history).in(history);
  }

  private long in(History history) {
    Demands demands = new Demands();
    int next = 0;
    long count = 0;
    for (Read read : history.reads()) {
      for (; Freshness.isBefore(history.acknowledged(), next, read); next++) {
        demands.raise(history.acknowledged().get(next));
      }
      standbys.forEach(standby -> standby.advance(read.begin()));
      if (!read.isDeclaredStale() && couldBeStale(read, demands.on(read).version())) {
        count++;
      }
    }
    return count;
  }

  private boolean couldBeStale(Read read, long demanded) {
    return Optional.ofNullable(written.get(new Version(read.key(), demanded)))
        .filter(write -> standbys.stream().anyMatch(standby -> standby.lacks(write, read.begin())))
        .isPresent();
  }

  /** The readings of one standby, and the first of them that counts. */
  private static final class Standby {
    private final List<Replayed> readings;
    private int next;

    Standby(List<Replayed> readings) {
      this.readings = readings;
    }

    void advance(long time) {
      while (next < readings.size() && readings.get(next).begin() < time) {
        next++;
      }
    }

    boolean lacks(Written write, long time) {
      if (next == readings.size()) {
        return false;
      }
      Replayed reading = readings.get(next);
      return reading.begin() - time <= SOON.toNanos() && reading.lsn() <= write.before();
    }
  }
}
