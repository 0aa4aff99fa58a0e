package dev.edgecache;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.http1.OriginNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The origins of the configuration, measured, and as dependencies of this proxy. */
final class ConnectedOrigins implements AutoCloseable {

  private final OriginNetwork network;
  private final Origins origins;

  private ConnectedOrigins(OriginNetwork network, Origins origins) {
    this.network = network;
    this.origins = origins;
  }

  static ConnectedOrigins connect(OriginsSettings settings, Metrics metrics, Time time) {
    OriginNetwork network = OriginNetwork.start(Runtime.getRuntime().availableProcessors());
    try {
      OriginClient local = client(Site.LOCAL, settings.local(), network, metrics, time);
      ChoiceMeans means =
          new ChoiceMeans(
              () -> ThreadLocalRandom.current().nextLong(), network.delay(), metrics.choices());
      ChoiceRules rules =
          new ChoiceRules(new FallbackLimit(settings.fallback()), settings.rollout());
      Origins origins =
          settings
              .primary()
              .map(one -> client(Site.PRIMARY, one, network, metrics, time))
              .map(primary -> Origins.of(local, primary, rules, means))
              .orElseGet(() -> Origins.of(local, means));
      metrics.gauge(
          "edgecache.fallback.in.use",
          "Reads under way that the primary answers in place of the local origin.",
          origins,
          all -> all.fallback().inUse());
      metrics.counter(
          "edgecache.fallback.refused",
          "Reads refused because too many were under way at the primary.",
          origins,
          all -> all.fallback().refused());
      metrics.gauge(
          "edgecache.promoted",
          "1 while the local origin takes writes and nothing is sent to the primary.",
          origins,
          all -> all.writes() == Site.LOCAL ? 1 : 0);
      origins.moveWrites(settings.writes());
      return new ConnectedOrigins(network, origins);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static OriginClient client(
      Site site, OriginSettings settings, OriginNetwork network, Metrics metrics, Time time) {
    OriginClient client =
        network.client(settings, metrics.origin(site.label()), time.clock(), time.nanos());
    metrics.originHealth(site.label(), client::health);
    return client;
  }

  Origins origins() {
    return origins;
  }

  /** The state of each origin; what a node is without them, {@link TruthfulReads} says. */
  List<Supplier<Dependency>> dependencies() {
    List<Supplier<Dependency>> all = new ArrayList<>();
    all.add(() -> dependency(Site.LOCAL, origins.health().getFirst()));
    if (origins.hasPrimary()) {
      all.add(() -> dependency(Site.PRIMARY, origins.health().getLast()));
    }
    return all;
  }

  private static Dependency dependency(Site site, OriginHealth health) {
    State state =
        switch (health.state()) {
          case HEALTHY, RECOVERING, FENCED -> State.UP;
          case ON_TRIAL, EJECTED, UNHEALTHY -> State.DEGRADED;
        };
    String failure =
        health
            .lastFailure()
            .map(last -> "; last failure at " + last.at() + ": " + last.failure().detail())
            .orElse("");
    return new Dependency(
        "origin " + site.label(),
        state,
        health.state().label()
            + ", "
            + health.connections().inUse()
            + " connections in use"
            + failure);
  }

  @Override
  public void close() {
    origins.close();
    network.close();
  }
}
