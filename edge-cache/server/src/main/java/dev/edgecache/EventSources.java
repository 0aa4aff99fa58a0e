package dev.edgecache;

import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.admin.sources.SourceEndpoints;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.serve.session.CompleteFeed;
import dev.edgecache.serve.session.Proof;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Gaps;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.feed.LostFeeds;
import dev.edgecache.sources.kafka.KafkaSource;
import dev.edgecache.sources.rows.RowMapping;
import dev.edgecache.sources.sqs.SqsSource;
import dev.edgecache.sources.wal.WalSource;
import dev.edgecache.sources.webhook.Webhook;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The sources of a proxy, running, and what follows for stored answers when one is lost. */
final class EventSources implements AutoCloseable {

  /** Between two looks at how sources do, in seconds. */
  private static final int LOOK_EVERY = 1;

  private final Map<String, SourceSettings> settings;
  private final List<Source> sources;
  private final Floors floors;
  private final LostFeeds lost;
  private final SourceEndpoints endpoints;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What sources work with.
   *
   * @param intake where their messages go
   * @param rows what rows of databases stand for
   * @param log where gaps are noted, and rows go
   * @param floors what is told of losses
   * @param settled what the primary is known to show
   * @param metrics what measures them
   * @param clock the time of messages and losses
   */
  record Means(
      Intake intake,
      RowMapping rows,
      InvalidationLog log,
      Floors floors,
      Supplier<Optional<Position>> settled,
      Metrics metrics,
      InstantSource clock) {}

  private EventSources(Configuration configuration, Means means) {
    this.settings = configuration.sources();
    this.sources = new ArrayList<>();
    Map<Source, LossRule> rules = new HashMap<>();
    settings.forEach(
        (name, said) -> {
          Source source = source(name, said, configuration.data(), means);
          sources.add(source);
          said.loss().ifPresent(rule -> rules.put(source, rule));
        });
    this.floors = means.floors();
    this.lost = new LostFeeds(rules, means.floors(), means.clock());
    sources.forEach(source -> means.metrics().source(source, lost, means.clock()));
    this.endpoints = new SourceEndpoints(sources, lost, means.clock());
  }

  /** The sources of a configuration, which run when this returns. */
  static EventSources start(Configuration configuration, Means means) {
    EventSources opened = new EventSources(configuration, means);
    opened.sources.forEach(Source::start);
    if (!opened.sources.isEmpty()) {
      Thread.ofVirtual().name("lost-feeds").start(opened::watch);
    }
    return opened;
  }

  private static Source source(String name, SourceSettings said, Optional<Path> data, Means means) {
    return switch (said.bus()) {
      case SourceSettings.Sqs(var settings) ->
          SqsSource.of(name, settings, means.intake(), means.clock());
      case SourceSettings.Kafka(var settings) ->
          KafkaSource.of(
              name,
              settings,
              new KafkaSource.Means(
                  means.intake(), new Gaps(means.log(), means.clock()), data, means.clock()));
      case SourceSettings.Wal(var settings) ->
          new WalSource(
              name,
              settings,
              new WalSource.Means(means.rows(), means.log(), means.settled(), means.clock()));
      case SourceSettings.Webhook(var settings) ->
          Webhook.of(name, settings, means.intake(), means.clock());
    };
  }

  private void watch() {
    try {
      do {
        lost.look();
      } while (!closed.await(LOOK_EVERY, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What proves more of stored answers than their fetch: the source that tells of every change.
   * Where several do, each does of a database of its own, so that none proves an answer alone.
   */
  Proof proof() {
    List<WalSource> complete =
        sources.stream()
            .filter(WalSource.class::isInstance)
            .map(WalSource.class::cast)
            .filter(WalSource::isComplete)
            .toList();
    return complete.size() == 1
        ? new CompleteFeed(complete.getFirst()::processed, floors)
        : Proof.NONE;
  }

  /** {@code GET /sources}. */
  List<AdminEndpoint> endpoints() {
    return endpoints.endpoints();
  }

  /** Each source as a dependency. */
  List<Supplier<Dependency>> dependencies() {
    return endpoints.dependencies();
  }

  /** The webhooks at a listener. */
  List<Webhook> webhooksAt(InetSocketAddress listener) {
    return sources.stream()
        .flatMap(source -> source instanceof Webhook webhook ? Stream.of(webhook) : Stream.empty())
        .filter(webhook -> webhook.settings().listener().map(listener::equals).orElse(true))
        .toList();
  }

  /** One line for people. */
  String description() {
    return settings.isEmpty()
        ? "Sources: none but the admin port and writes"
        : "Sources: " + String.join(", ", settings.keySet());
  }

  /** Ends them; what they took is in effect. */
  @Override
  public void close() {
    closed.countDown();
    sources.forEach(Source::close);
  }
}
