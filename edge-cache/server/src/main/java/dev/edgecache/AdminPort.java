package dev.edgecache;

import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.AdminServer;
import dev.edgecache.admin.AdminSettings;
import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Health;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration;
import dev.edgecache.serve.listen.ListenerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin port of a proxy, open. */
final class AdminPort implements AutoCloseable {

  private final AdminSettings settings;
  private final AdminServer server;

  /**
   * A part of the proxy, as the admin port shows it.
   *
   * @param endpoints what can be asked of it
   * @param dependencies how it does
   */
  record Part(List<AdminEndpoint> endpoints, List<Supplier<Dependency>> dependencies) {

    /** Nothing to show. */
    static final Part NONE = new Part(List.of(), List.of());

    /** Copies the lists. */
    Part {
      endpoints = List.copyOf(endpoints);
      dependencies = List.copyOf(dependencies);
    }
  }

  private AdminPort(AdminSettings settings, AdminServer server) {
    this.settings = settings;
    this.server = server;
  }

  /** Opens the port, if the configuration has one. */
  static Optional<AdminPort> open(Configuration configuration, Metrics metrics, List<Part> parts)
      throws ListenerException, IOException {
    if (configuration.admin().isEmpty()) {
      return Optional.empty();
    }
    Health health =
        new Health(
            configuration.region(),
            parts.stream().flatMap(part -> part.dependencies().stream()).toList());
    List<AdminEndpoint> endpoints = new ArrayList<>(health.endpoints());
    parts.forEach(part -> endpoints.addAll(part.endpoints()));
    endpoints.add(metrics.endpoint());
    AdminSettings settings = configuration.admin().get();
    return Optional.of(
        new AdminPort(settings, AdminServer.start(settings, endpoints, configuration.drain())));
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** Its URL. */
  String url() {
    return settings.scheme() + "://" + EdgeCache.text(address());
  }

  @Override
  public void close() {
    server.close();
  }
}
