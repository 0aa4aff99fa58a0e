package dev.edgecache.simulation.twotier;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Pages in a primary database, and in a replica that has them some time later. */
final class Rows {

  private final Duration lag;
  private final Map<String, TreeMap<Instant, Integer>> commits = new HashMap<>();

  Rows(Duration lag) {
    this.lag = lag;
  }

  void commit(String page, int version, Instant now) {
    commits.computeIfAbsent(page, _ -> new TreeMap<>()).put(now, version);
  }

  int primary(String page) {
    TreeMap<Instant, Integer> all = commits.get(page);
    return all == null ? 0 : all.lastEntry().getValue();
  }

  int replica(String page, Instant now) {
    TreeMap<Instant, Integer> all = commits.get(page);
    Map.Entry<Instant, Integer> seen = all == null ? null : all.floorEntry(now.minus(lag));
    return seen == null ? 0 : seen.getValue();
  }
}
