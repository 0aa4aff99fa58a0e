package dev.edgecache;

import dev.edgecache.admin.invalidations.EventEndpoints;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.admin.sources.SourceEndpoints;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.positions.Positions;
import dev.edgecache.serve.session.CompleteFeed;
import dev.edgecache.serve.session.Proof;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.events.EventIntake;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.feed.Gaps;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.feed.LostFeeds;
import dev.edgecache.sources.kafka.KafkaSource;
import dev.edgecache.sources.rows.PolicyRows;
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
import java.util.stream.Stream;

/** The sources of a proxy, running, and what follows for stored answers when one is lost. */
final class EventSources implements AutoCloseable {

  /** Between two looks at how sources do, in seconds. */
  private static final int LOOK_EVERY = 1;

  private final Map<String, SourceSettings> settings;
  private final List<Source> sources;
  private final Floors floors;
  private final LostFeeds lost;
  private final AdminPort.Part atAdminPort;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What sources work with.
   *
   * @param policies what says what their messages and rows stand for
   * @param invalidations where what they bring goes, and what is told of losses
   * @param positions how far the databases have come, if they are compared
   * @param metrics what measures them
   * @param clock the time of messages and losses
   */
  record Means(
      PoliciesInForce policies,
      Invalidations invalidations,
      Optional<Positions> positions,
      Metrics metrics,
      InstantSource clock) {

    Intake intake(EventLedger ledger) {
      return new EventIntake(
          invalidations.log(),
          policies::events,
          () -> positions.flatMap(Positions::lineage).map(Lineage::current),
          ledger);
    }

    RowMapping rows(EventLedger ledger) {
      return new PolicyRows(policies::tables, ledger, clock);
    }
  }

  /**
   * Where sources of each kind put what they receive.
   *
   * @param intake for messages
   * @param rows for changes of rows
   */
  private record Receivers(Intake intake, RowMapping rows) {}

  private EventSources(Configuration configuration, Means means) {
    EventLedger ledger = new EventLedger(means.metrics().events());
    this.settings = configuration.sources();
    this.sources = new ArrayList<>();
    Receivers receivers = new Receivers(means.intake(ledger), means.rows(ledger));
    Map<Source, LossRule> rules = new HashMap<>();
    settings.forEach(
        (name, said) -> {
          Source source = source(name, said, configuration.data(), receivers, means);
          sources.add(source);
          said.loss().ifPresent(rule -> rules.put(source, rule));
        });
    this.floors = means.invalidations().floors();
    this.lost = new LostFeeds(rules, floors, means.clock());
    sources.forEach(source -> means.metrics().source(source, lost, means.clock()));
    SourceEndpoints states = new SourceEndpoints(sources, lost, means.clock());
    this.atAdminPort =
        new AdminPort.Part(
            Stream.of(states.endpoints(), new EventEndpoints(ledger).endpoints())
                .flatMap(List::stream)
                .toList(),
            states.dependencies());
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

  private static Source source(
      String name, SourceSettings said, Optional<Path> data, Receivers receivers, Means means) {
    InvalidationLog log = means.invalidations().log();
    InstantSource clock = means.clock();
    return switch (said.bus()) {
      case SourceSettings.Sqs(var settings) ->
          SqsSource.of(name, settings, receivers.intake(), clock);
      case SourceSettings.Kafka(var settings) ->
          KafkaSource.of(
              name,
              settings,
              new KafkaSource.Means(receivers.intake(), new Gaps(log, clock), data, clock));
      case SourceSettings.Wal(var settings) ->
          new WalSource(
              name,
              settings,
              new WalSource.Means(
                  receivers.rows(),
                  log,
                  () -> means.positions().flatMap(Positions::settled),
                  clock));
      case SourceSettings.Webhook(var settings) ->
          new Webhook(name, settings, receivers.intake(), means.metrics().deliveries(), clock);
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

  /** Each source, and the events that came. */
  AdminPort.Part atAdminPort() {
    return atAdminPort;
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
