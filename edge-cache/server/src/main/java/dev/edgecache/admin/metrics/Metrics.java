package dev.edgecache.admin.metrics;

import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxStatus;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.log.LogStatus;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.positions.DatabaseStatus;
import dev.edgecache.refill.TestimonyObserver;
import dev.edgecache.refresh.RefreshObserver;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.session.SessionObserver;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.events.EventObserver;
import dev.edgecache.sources.feed.LostFeeds;
import dev.edgecache.sources.webhook.DeliveryObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The registry of all that is measured, one for each running cache. */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RequestMetrics requests = new RequestMetrics();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** A registry that already measures the process itself. */
  public Metrics() {
    registry.getPrometheusRegistry().register(requests);
    collections.bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** What counts the requests of each route. */
  public RequestObserver.PerRoute requests() {
    return requests;
  }

  /** What counts the exchanges with the origin of that name; asked once for each. */
  public OriginObserver origin(String name) {
    return new OriginMeters(name, registry);
  }

  /**
   * Measures the connections and the health of an origin.
   *
   * @param name its name
   * @param health reads its state, on the thread that scrapes
   */
  public void originHealth(String name, Supplier<OriginHealth> health) {
    connections(name, "in_use", health, OriginHealth.Connections::inUse);
    connections(name, "idle", health, OriginHealth.Connections::idle);
    connections(name, "pending", health, OriginHealth.Connections::pending);
    for (OriginHealth.State state : OriginHealth.State.values()) {
      Gauge.builder("edgecache.origin.health", health, now -> now.get().state() == state ? 1 : 0)
          .description("The health of an origin: 1 for the state that it is in.")
          .tags("origin", name, "state", state.label())
          .strongReference(true)
          .register(registry);
    }
    Gauge.builder("edgecache.origin.share", health, now -> now.get().share())
        .description("The share of the requests meant for an origin that it gets, 0 to 1.")
        .tags("origin", name)
        .strongReference(true)
        .register(registry);
  }

  private void connections(
      String name,
      String state,
      Supplier<OriginHealth> health,
      ToIntFunction<OriginHealth.Connections> count) {
    Gauge.builder(
            "edgecache.origin.connections",
            health,
            now -> count.applyAsInt(now.get().connections()))
        .description("Connections by what they do, and exchanges that wait for one.")
        .tags("origin", name, "state", state)
        .strongReference(true)
        .register(registry);
  }

  /** What counts and logs what happens to the invalidation log. */
  public LogObserver invalidations() {
    return new InvalidationMeters(registry);
  }

  /** What counts events by what became of them. */
  public EventObserver events() {
    return new EventMeters(registry);
  }

  /** What counts the deliveries to webhooks that were refused, by reason. */
  public DeliveryObserver deliveries() {
    return (source, reason) ->
        Counter.builder("edgecache.webhook.refused")
            .description("Deliveries to a webhook that were refused, by reason.")
            .tags("source", source, "reason", reason.label())
            .register(registry)
            .increment();
  }

  /** Measures how the invalidation log is. */
  public void invalidationLog(Supplier<LogStatus> status, InstantSource clock) {
    InvalidationMeters.gauges(registry, status, clock);
  }

  /** What counts invalidations at CloudFront. */
  public CloudFrontCounts cloudFront() {
    CloudFrontMeters meters = new CloudFrontMeters(registry);
    return new CloudFrontCounts(
        meters,
        meters::untagged,
        (status, clock) -> CloudFrontMeters.gauges(registry, status, clock));
  }

  /**
   * What counts invalidations at CloudFront.
   *
   * @param observer learns what becomes of them
   * @param untagged counts an answer whose tags did not fit
   * @param outbox takes the status of the outbox, to measure it
   */
  public record CloudFrontCounts(
      ScheduleObserver observer,
      Runnable untagged,
      BiConsumer<Supplier<OutboxStatus>, InstantSource> outbox) {}

  /** Measures since when the oldest invalidation waits that CloudFront has not done. */
  public void cloudFrontOldest(Supplier<Optional<Instant>> received, InstantSource clock) {
    CloudFrontMeters.oldest(registry, received, clock);
  }

  /**
   * Measures how far the databases behind the origins have come.
   *
   * @param status reads the state of each, always of the same ones, on the thread that scrapes
   */
  public void positions(Supplier<List<DatabaseStatus>> status) {
    new PositionMeters(status).register(registry);
  }

  /** Measures how a source does. */
  public void source(Source source, LostFeeds lost, InstantSource clock) {
    new SourceMeters(source, lost, clock).register(registry);
  }

  /** What counts the requests whose origin was chosen anew. */
  public ChoiceObserver choices() {
    Counter failovers =
        Counter.builder("edgecache.origins.failovers")
            .description("Requests that went to another origin, since the first did not answer.")
            .register(registry);
    Counter hedges =
        Counter.builder("edgecache.origins.hedges")
            .description("Requests that were sent a second time, since the first was slow.")
            .register(registry);
    return new ChoiceObserver() {
      @Override
      public void failedOver() {
        failovers.increment();
      }

      @Override
      public void hedged() {
        hedges.increment();
      }
    };
  }

  /** What counts the answers that contradict what their origin must do. */
  public TestimonyObserver testimonies() {
    Map<Provenance.Source, Map<Contradiction, Counter>> counters =
        new EnumMap<>(Provenance.Source.class);
    for (Provenance.Source source : Provenance.Source.values()) {
      Map<Contradiction, Counter> kinds = new EnumMap<>(Contradiction.class);
      for (Contradiction kind : Contradiction.values()) {
        kinds.put(
            kind,
            Counter.builder("edgecache.origin.contradictions")
                .description("Answers that contradict what their origin must do.")
                .tag("source", source.name().toLowerCase(Locale.ROOT))
                .tag("kind", kind.label())
                .register(registry));
      }
      counters.put(source, kinds);
    }
    return (source, kind) ->
        Objects.requireNonNull(Objects.requireNonNull(counters.get(source)).get(kind)).increment();
  }

  /** What counts the tokens of sessions by what became of them. */
  public SessionObserver sessions() {
    Map<SessionObserver.Token, Counter> counters = new EnumMap<>(SessionObserver.Token.class);
    for (SessionObserver.Token token : SessionObserver.Token.values()) {
      counters.put(
          token,
          Counter.builder("edgecache.session.tokens")
              .description("Session tokens that clients sent, by what became of them.")
              .tag("result", token.label())
              .register(registry));
    }
    return token -> Objects.requireNonNull(counters.get(token)).increment();
  }

  /** What counts the refreshes after invalidations by what became of them. */
  public RefreshObserver refreshes() {
    Map<RefreshObserver.Outcome, Counter> counters = new EnumMap<>(RefreshObserver.Outcome.class);
    for (RefreshObserver.Outcome outcome : RefreshObserver.Outcome.values()) {
      counters.put(
          outcome,
          Counter.builder("edgecache.refreshes")
              .description(
                  "Popular answers that were invalidated, by what became of their refresh.")
              .tag("outcome", outcome.label())
              .register(registry));
    }
    return outcome -> Objects.requireNonNull(counters.get(outcome)).increment();
  }

  /** Measures which policies are in force, and whether the last load failed. */
  public void policies(Supplier<PolicyStatus> status) {
    gauge(
        "edgecache.policies.loaded.timestamp.seconds",
        "When the policies in force were loaded, in seconds since 1970.",
        status,
        now -> now.get().loadedAt().getEpochSecond());
    gauge(
        "edgecache.policies.stale",
        "1 if a later load failed, so that older policies are in force.",
        status,
        now -> now.get().failure().isPresent() ? 1 : 0);
    gauge(
        "edgecache.policies.files",
        "The number of policy files in force.",
        status,
        now -> now.get().files().size());
  }

  /** {@code GET /metrics}, for operators. */
  public AdminEndpoint endpoint() {
    return AdminEndpoint.get(
        "/metrics",
        _ -> new AdminAnswer(200, "text/plain; version=0.0.4; charset=utf-8", scrape(), Map.of()));
  }

  /**
   * Measures a number that goes up and down.
   *
   * @param name the name in dots, such as {@code edgecache.store.entries}
   * @param help one sentence
   * @param source whose number it is; kept as long as this registry
   * @param number reads the number, on the thread that scrapes
   */
  public <T> void gauge(String name, String help, T source, ToDoubleFunction<T> number) {
    Gauge.builder(name, source, number).description(help).strongReference(true).register(registry);
  }

  /**
   * Measures a number that only grows.
   *
   * @param name the name in dots, such as {@code edgecache.store.evictions}
   * @param help one sentence
   * @param source whose number it is; kept by the caller as long as it counts
   * @param number reads the number, on the thread that scrapes
   */
  public <T> void counter(String name, String help, T source, ToDoubleFunction<T> number) {
    FunctionCounter.builder(name, source, number).description(help).register(registry);
  }

  /** All that is measured in the text format of Prometheus, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
