package dev.edgecache;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.admin.origins.KeptWrites;
import dev.edgecache.admin.origins.PromotionEndpoints;
import dev.edgecache.admin.origins.TruthfulReads;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The origins of the configuration, measured, and as dependencies of this proxy. */
final class ConnectedOrigins implements AutoCloseable {

  private final OriginNetwork network;
  private final Origins origins;
  private final KeptWrites writes;

  private ConnectedOrigins(OriginNetwork network, Origins origins, KeptWrites writes) {
    this.network = network;
    this.origins = origins;
    this.writes = writes;
  }

  /**
   * Origins that take writes as the last command said, else as the settings say.
   *
   * @param data where that command is kept, if it is
   * @throws IOException if what was kept can't be read
   */
  static ConnectedOrigins connect(
      OriginsSettings settings, Optional<Path> data, Metrics metrics, Time time)
      throws IOException {
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
      KeptWrites writes = new KeptWrites(data);
      origins.moveWrites(writes.read().orElse(settings.writes()));
      return new ConnectedOrigins(network, origins, writes);
    } catch (IOException | RuntimeException e) {
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

  /**
   * The state of each origin, and the moves of writes; what a node is without origins, {@link
   * TruthfulReads} says.
   */
  AdminPort.Part atAdminPort() {
    List<Supplier<Dependency>> dependencies = new ArrayList<>();
    dependencies.add(() -> dependency(Site.LOCAL, origins.health(Site.LOCAL)));
    if (origins.hasPrimary()) {
      dependencies.add(() -> dependency(Site.PRIMARY, origins.health(Site.PRIMARY)));
    }
    return new AdminPort.Part(new PromotionEndpoints(origins, writes).endpoints(), dependencies);
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

  /** A line for people where there is something to say. */
  Optional<String> description() {
    return origins.hasPrimary()
        ? Optional.empty()
        : Optional.of(
            "Origins: one answers everything; consistency, origin and residency of routes need a"
                + " primary to change anything");
  }

  @Override
  public void close() {
    origins.close();
    network.close();
  }
}
