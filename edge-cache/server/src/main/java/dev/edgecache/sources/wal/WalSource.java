package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.SourceStatus.Trouble;
import dev.edgecache.sources.rows.RowMapping;
import dev.edgecache.sources.wal.WalSettings.Coverage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The write-ahead logs of standbys as one source: each transaction that touches a mapped table is
 * one hard invalidation, at the end of the transaction, as soon as the first standby shows it.
 */
public final class WalSource implements Source {

  /** What it is, in the word of the configuration. */
  static final String KIND = "wal";

  private final String name;
  private final Coverage coverage;
  private final Map<String, FollowedStandby> standbys = new LinkedHashMap<>();

  /**
   * What a source works with.
   *
   * @param mapping what rows stand for
   * @param log where transactions go
   * @param settled what the primary is known to show; nothing if positions are not compared
   * @param clock the time of invalidations, and of trouble
   */
  public record Means(
      RowMapping mapping,
      InvalidationLog log,
      Supplier<Optional<Position>> settled,
      InstantSource clock) {}

  /** A source that does not run yet. */
  public WalSource(String name, WalSettings settings, Means means) {
    this.name = name;
    this.coverage = settings.coverage();
    settings
        .standbys()
        .keySet()
        .forEach(
            standby ->
                standbys.put(
                    standby,
                    new FollowedStandby(
                        standby,
                        settings,
                        new Appender(means, name + " (log of " + standby + ")"))));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    standbys.values().forEach(standby -> standby.loop().start());
  }

  /** It works if every standby does: what one shows that can't be followed is not known. */
  @Override
  public SourceStatus status() {
    Map<String, SourceStatus> all = new LinkedHashMap<>();
    standbys.forEach((own, standby) -> all.put(own, standby.loop().status()));
    return new SourceStatus(
        KIND,
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

  /** Whether rows tell of every change of answers with tags. */
  public boolean isComplete() {
    return switch (coverage) {
      case PARTIAL -> false;
      case COMPLETE -> true;
    };
  }

  /**
   * The greatest position up to which all changes of rows are in effect: as far as the log of any
   * standby has come, since all are one history. Empty while standbys are of different ones.
   */
  public Optional<Position> processed() {
    List<Position> all =
        standbys.values().stream().flatMap(standby -> standby.processed().stream()).toList();
    return all.stream().map(Position::epoch).distinct().count() > 1
        ? Optional.empty()
        : all.stream().reduce((one, other) -> one.isAtLeast(other) ? one : other);
  }

  @Override
  public void close() {
    standbys.values().forEach(standby -> standby.loop().close());
  }
}
