package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.SourceStatus.Trouble;
import dev.edgecache.sources.wal.decoding.RowMapping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The write-ahead logs of standbys as one source: each transaction that touches a mapped table is
 * one hard invalidation, at the end of the transaction, as soon as the first standby shows it.
 */
public final class WalSource implements Source {

  private final String name;
  private final Map<String, StandbyFeed> feeds = new LinkedHashMap<>();

  /** A source that does not run yet. */
  public WalSource(
      String name,
      WalSettings settings,
      RowMapping mapping,
      InvalidationLog log,
      InstantSource clock) {
    this.name = name;
    settings
        .standbys()
        .keySet()
        .forEach(
            standby ->
                feeds.put(
                    standby,
                    new StandbyFeed(
                        standby,
                        settings,
                        mapping,
                        new Appender(log, name + " (log of " + standby + ")", clock))));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    feeds.values().forEach(StandbyFeed::start);
  }

  /** It works if every standby does: what one shows that can't be followed is not known. */
  @Override
  public SourceStatus status() {
    Map<String, SourceStatus> all = new LinkedHashMap<>();
    feeds.forEach((standby, feed) -> all.put(standby, feed.state().status()));
    return new SourceStatus(
        FeedState.KIND,
        trouble(all),
        all.values().stream()
            .flatMap(status -> status.lastMessage().stream())
            .max(Comparator.<Instant>naturalOrder()),
        all.values().stream()
            .flatMap(status -> status.lag().stream())
            .max(Comparator.<Duration>naturalOrder()));
  }

  private static Optional<Trouble> trouble(Map<String, SourceStatus> all) {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    all.forEach(
        (standby, status) -> status.trouble().ifPresent(known -> troubles.put(standby, known)));
    return troubles.values().stream()
        .map(Trouble::since)
        .min(Comparator.naturalOrder())
        .map(
            since ->
                new Trouble(
                    since,
                    troubles.entrySet().stream()
                        .map(known -> known.getKey() + ": " + known.getValue().reason())
                        .collect(Collectors.joining("; "))));
  }

  /**
   * A position up to which everything that any of the standbys shows is in effect; empty while that
   * is not known of each of them.
   */
  public Optional<Position> processed() {
    List<Position> all = new ArrayList<>();
    for (StandbyFeed feed : feeds.values()) {
      feed.state().processed().ifPresent(all::add);
    }
    return all.size() < feeds.size()
            || all.stream().map(Position::epoch).distinct().count() != 1
        ? Optional.empty()
        : all.stream().reduce((one, other) -> one.isAtLeast(other) ? other : one);
  }

  @Override
  public void close() {
    feeds.values().forEach(StandbyFeed::close);
  }
}
