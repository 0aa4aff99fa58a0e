package dev.edgecache;

import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.admin.origins.TruthfulReads;
import dev.edgecache.cli.RunningServer;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.ProxyHandler;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.Listeners;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.session.SessionObserver;
import dev.edgecache.serve.session.Sessions;
import dev.edgecache.serve.webhook.WebhookHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A running proxy: listeners, store, origins and admin port, wired together. */
public final class EdgeCache implements RunningServer {

  private final Configuration configuration;
  private final Resources resources;
  private final StoredAnswers stored;
  private final PoliciesInForce policies;
  private final ConnectedOrigins origins;
  private final WatchedPositions positions;
  private final Invalidations invalidations;
  private final EventSources sources;
  private final Listeners listeners;
  private final Optional<AdminPort> admin;

  private EdgeCache(Configuration configuration, Time time, Resources resources)
      throws PolicyLoadException, ListenerException, IOException {
    this.configuration = configuration;
    this.resources = resources;
    Metrics metrics = resources.add(new Metrics());
    RequestObserver.PerRoute observers = observers(metrics);
    this.stored = StoredAnswers.open(configuration.memory(), metrics, resources);
    this.policies =
        new PoliciesInForce(configuration.policies(), observers, stored.codings(), time.clock());
    metrics.policies(policies::status);
    this.origins =
        resources.add(
            ConnectedOrigins.connect(configuration.origins(), configuration.data(), metrics, time));
    this.positions = resources.add(WatchedPositions.open(configuration, metrics, time));
    this.invalidations =
        new Invalidations(
            configuration.data(), positions.positions(), metrics, resources, time.clock());
    CloudFrontInFront cloudFront = cloudFront(metrics, time);
    // Closed after the listeners: what comes while they drain still counts. Begun after
    // CloudFront is told: what came before would be of no concern to it.
    this.sources = resources.add(sources(metrics, time));
    Collaborators collaborators = collaborators(metrics, cloudFront.inFront(), time);
    this.listeners = listen(collaborators);
    resources.add(() -> listeners.drain(configuration.drain()));
    new Refreshes(configuration.origins(), metrics, resources)
        .start(origins.origins(), policies.live(), collaborators);
    this.admin = admin(metrics, cloudFront);
    admin.ifPresent(resources::add);
    invalidations.sweep(stored.store(), metrics, resources);
    policies.watch(resources);
  }

  /**
   * Starts a proxy that takes requests when this returns.
   *
   * @throws PolicyLoadException if a policy is wrong
   * @throws ListenerException if a listener can't be opened
   * @throws IOException if the admin port or the access log can't be opened
   */
  public static EdgeCache start(Configuration configuration)
      throws PolicyLoadException, ListenerException, IOException {
    return start(configuration, Time.SYSTEM);
  }

  /** Starts a proxy that takes the time of HTTP from elsewhere than the machine. */
  static EdgeCache start(Configuration configuration, Time time)
      throws PolicyLoadException, ListenerException, IOException {
    Resources resources = new Resources();
    try {
      return new EdgeCache(configuration, time, resources);
    } catch (PolicyLoadException | ListenerException | IOException | RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  private RequestObserver.PerRoute observers(Metrics metrics) throws IOException {
    RequestObserver.PerRoute measured = metrics.requests();
    Optional<RequestObserver> log = AccessLogs.open(configuration.accessLog(), metrics, resources);
    return log.isEmpty() ? measured : route -> measured.of(route).and(log.get());
  }

  private CloudFrontInFront cloudFront(Metrics metrics, Time time) throws IOException {
    return CloudFrontInFront.open(
        configuration.cloudfront(),
        new CloudFrontInFront.Means(
            configuration.data(),
            invalidations.log(),
            policies::set,
            positions.positions(),
            metrics,
            resources,
            time.clock()));
  }

  private EventSources sources(Metrics metrics, Time time) {
    return EventSources.start(
        configuration,
        new EventSources.Means(
            policies, invalidations, positions.positions(), metrics, time.clock()));
  }

  private Optional<Sessions> sessions(SessionObserver tokens, Time time) {
    return positions
        .positions()
        .flatMap(
            databases ->
                configuration
                    .sessions()
                    .map(said -> new Sessions(said, databases, time, tokens, sources.proof())));
  }

  private Collaborators collaborators(Metrics metrics, Collaborators.InFront inFront, Time time) {
    OriginChoice choice =
        new OriginChoice(
            origins.origins(),
            invalidations.floors(),
            positions.positions(),
            new Contradictions(metrics.testimonies()));
    FetchCollapser collapser =
        new FetchCollapser(
            stored.store(),
            invalidations.floors(),
            choice,
            new FetchSettings(
                time,
                () -> ThreadLocalRandom.current().nextLong(),
                WaitLimits.ofConnections(connections())));
    return new Collaborators(
        configuration.proxy(),
        stored.store(),
        invalidations.floors(),
        invalidations.log(),
        collapser,
        stored.codings(),
        choice,
        sessions(metrics.sessions(), time),
        time,
        inFront);
  }

  private int connections() {
    return configuration.listeners().stream()
        .mapToInt(listener -> listener.connections().connections())
        .reduce(0, Math::addExact);
  }

  private Listeners listen(Collaborators collaborators) throws ListenerException {
    return Listeners.start(
        configuration.listeners(),
        Runtime.getRuntime().availableProcessors(),
        listener ->
            new WebhookHandler(
                sources.webhooksAt(listener.address()),
                listener.connections(),
                new ProxyHandler(policies.live(), listener.connections(), collaborators)));
  }

  private Optional<AdminPort> admin(Metrics metrics, CloudFrontInFront cloudFront)
      throws ListenerException, IOException {
    return AdminPort.open(
        configuration,
        metrics,
        List.of(
            policies.atAdminPort(),
            new AdminPort.Part(List.of(), List.of(reads()::dependency)),
            origins.atAdminPort(),
            invalidations.atAdminPort(cloudFront.feeds()),
            positions.atAdminPort(),
            sources.atAdminPort(),
            cloudFront.atAdminPort()));
  }

  private TruthfulReads reads() {
    return new TruthfulReads(
        origins.origins(),
        positions.positions(),
        stored.store(),
        configuration.region().isPresent());
  }

  /** The addresses at which clients are served, in the order of the configuration. */
  @Override
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** The address of the admin port, if there is one. */
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminPort::address);
  }

  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < addresses().size(); i++) {
      String scheme = configuration.listeners().get(i).tls().isPresent() ? "https" : "http";
      lines.add("Serving clients at " + scheme + "://" + text(addresses().get(i)));
    }
    admin.ifPresent(port -> lines.add("Admin port at " + port.url()));
    lines.add(
        policies.description()
            + ", "
            + configuration.memory() / (1024 * 1024)
            + " MiB for stored responses");
    lines.add(invalidations.description());
    origins.description().ifPresent(lines::add);
    lines.add(positions.description());
    lines.add(sources.description());
    lines.add(sessionsDescription());
    return lines;
  }

  private String sessionsDescription() {
    if (configuration.sessions().isEmpty()) {
      return "Sessions: none are kept; routes with consistency: session are answered like others";
    }
    return positions.positions().isEmpty()
        ? "Sessions: none are needed, as one origin answers everything"
        : "Sessions: kept in the cookie " + configuration.sessions().get().cookie();
  }

  static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public PolicyStatus reload() {
    return policies.reload();
  }

  /** Drains the listeners within the configured time, then closes everything else. */
  @Override
  public void close() {
    resources.close();
  }
}
