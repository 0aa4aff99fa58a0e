package dev.edgecache;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Origins;
import dev.edgecache.origin.http1.OriginNetwork;
import java.time.InstantSource;
import java.util.Locale;

/** The origins of the configuration, measured, and as dependencies of this proxy. */
final class ConnectedOrigins implements AutoCloseable {

  private final OriginNetwork network;
  private final Origins origins;

  private ConnectedOrigins(OriginNetwork network, Origins origins) {
    this.network = network;
    this.origins = origins;
  }

  static ConnectedOrigins connect(OriginsSettings settings, Metrics metrics, InstantSource clock) {
    OriginNetwork network = OriginNetwork.start(Runtime.getRuntime().availableProcessors());
    try {
      OriginClient local = client("local", settings.local(), network, metrics, clock);
      Origins origins =
          settings
              .primary()
              .map(
                  primary ->
                      new Origins(local, client("primary", primary, network, metrics, clock)))
              .orElseGet(() -> Origins.of(local));
      return new ConnectedOrigins(network, origins);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static OriginClient client(
      String name,
      OriginSettings settings,
      OriginNetwork network,
      Metrics metrics,
      InstantSource clock) {
    OriginClient client = network.client(settings, metrics.origin(name), clock);
    metrics.originHealth(name, client::health);
    return client;
  }

  Origins origins() {
    return origins;
  }

  /**
   * The state of the origin that answers reads: without it, only what is stored can be answered.
   *
   * @param storedEntries the number of stored keys
   */
  Dependency local(long storedEntries) {
    State whenOpen = storedEntries == 0 ? State.DOWN : State.DEGRADED;
    return dependency("origin local", origins.local().health(), whenOpen);
  }

  /** The state of the origin that takes writes: without it, reads go on. */
  Dependency primary() {
    return dependency("origin primary", origins.primary().health(), State.DEGRADED);
  }

  private static Dependency dependency(String name, OriginHealth health, State whenOpen) {
    State state =
        switch (health.breaker()) {
          case CLOSED -> State.UP;
          case HALF_OPEN -> State.DEGRADED;
          case OPEN -> whenOpen;
        };
    String failure =
        health
            .lastFailure()
            .map(last -> "; last failure at " + last.at() + ": " + last.failure().detail())
            .orElse("");
    return new Dependency(
        name,
        state,
        "circuit breaker "
            + health.breaker().name().toLowerCase(Locale.ROOT).replace('_', '-')
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
