package dev.edgecache;

import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.AdminServer;
import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Health;
import dev.edgecache.admin.PolicyEndpoints;
import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.admin.PromotionEndpoints;
import dev.edgecache.admin.invalidations.EventEndpoints;
import dev.edgecache.admin.invalidations.InvalidationEndpoints;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.cli.RunningServer;
import dev.edgecache.coding.Codings;
import dev.edgecache.coding.EncodingThreads;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.FileWatch;
import dev.edgecache.config.LivePolicies;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.positions.Positions;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.PrimaryReadings;
import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.LiveSnapshot;
import dev.edgecache.serve.ProxyHandler;
import dev.edgecache.serve.Snapshot;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.Listeners;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.session.SessionObserver;
import dev.edgecache.serve.session.Sessions;
import dev.edgecache.serve.webhook.WebhookHandler;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.events.EventIntake;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.rows.PolicyRows;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.sweep.Sweep;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** A running proxy: listeners, store, origins and admin port, wired together. */
public final class EdgeCache implements RunningServer {

  /** Half of the cores at most encode, so that requests have the others. */
  private static final int ENCODING_THREADS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final Configuration configuration;
  private final Resources resources;
  private final LivePolicies policies;
  private final WatchedPositions positions;
  private final KeptWrites writes;
  private final EventLedger events;
  private final Intake intake;
  private final EventSources sources;
  private final Listeners listeners;
  private final Optional<AdminServer> admin;

  private EdgeCache(Configuration configuration, Time time, Resources resources)
      throws PolicyLoadException, ListenerException, IOException {
    this.configuration = configuration;
    this.resources = resources;
    Metrics metrics = resources.add(new Metrics());
    RequestObserver.PerRoute observers = observers(configuration, metrics, resources);
    LongAdder evicted = new LongAdder();
    MemoryStore store = new MemoryStore(configuration.memory(), _ -> evicted.increment());
    Codings codings = new Codings(store, resources.add(new EncodingThreads(ENCODING_THREADS)));
    LiveSnapshot live = new LiveSnapshot(Snapshot.of(PolicySet.of(List.of()), observers));
    PolicyMappings mappings = new PolicyMappings();
    // It looks before the policies are loaded, so that no change is lost between the two.
    FileWatch watch = new FileWatch(configuration.policies(), this::reload);
    this.policies =
        LivePolicies.load(
            configuration.policies(),
            set -> {
              codings.prepare(set);
              mappings.replace(set);
              live.replace(Snapshot.of(set, observers));
            },
            PolicyExplanations::of,
            time.clock());
    metrics.policies(policies::status);
    ConnectedOrigins origins =
        resources.add(ConnectedOrigins.connect(configuration.origins(), metrics, time));
    this.positions = resources.add(WatchedPositions.open(configuration, metrics, time));
    metrics.gauge("edgecache.store.entries", "Stored keys.", store, MemoryStore::entries);
    metrics.gauge("edgecache.store.bytes", "Bytes of stored responses.", store, MemoryStore::bytes);
    metrics.gauge(
        "edgecache.store.lent.bytes",
        "Bytes of bodies that are read though they are no longer stored.",
        store,
        MemoryStore::lentBytes);
    metrics.counter(
        "edgecache.store.evictions", "Keys that went for want of room.", evicted, LongAdder::sum);
    metrics.counter("edgecache.store.encodings", "Stored bodies encoded.", codings, Codings::made);
    Floors floors = new Floors();
    Optional<Positions> known = positions.positions();
    OriginChoice choice = 
        new OriginChoice(origins.origins(), floors, known, new Contradictions(metrics.testimonies()));
    InvalidationLog invalidations =
        new InvalidationLogs(metrics, resources, time.clock())
            .open(configuration.data(), floors, known.map(PrimaryReadings::new));
    this.events = new EventLedger(metrics.events());
    this.intake =
        new EventIntake(
            invalidations,
            mappings::events,
            () -> known.flatMap(Positions::lineage).map(Lineage::current),
            events);
    this.writes = new KeptWrites(configuration.data());
    writes.read().ifPresent(origins.origins()::moveWrites);
    known.ifPresent(
        databases ->
            databases.onLineage(
                lineage -> {
                  floors.turn(lineage, time.clock().instant());
                  invalidations.turned();
                }));
    CloudFrontInFront cloudFront =
        configuration.cloudfront().isEmpty()
            ? CloudFrontInFront.NONE
            : CloudFrontInFront.open(
                configuration.cloudfront().get(),
                new CloudFrontInFront.Means(
                    configuration.data(),
                    invalidations,
                    () -> live.current().policies(),
                    known,
                    metrics,
                    resources,
                    time.clock()));
    // Closed after the listeners: what comes while they drain still counts. Begun after
    // CloudFront is told: what came before would be of no concern to it.
    this.sources =
        resources.add(
            EventSources.start(
                configuration,
                new EventSources.Means(
                    intake,
                    new PolicyRows(mappings::tables, events, time.clock()),
                    invalidations,
                    floors,
                    () -> known.flatMap(Positions::settled),
                    metrics,
                    time.clock())));
    SessionObserver tokens = metrics.sessions();
    Optional<Sessions> sessions =
        known.flatMap(
            databases ->
                configuration
                    .sessions()
                    .map(said -> new Sessions(said, databases, time, tokens, sources.proof())));
    Collaborators collaborators =
        new Collaborators(
            configuration.proxy(),
            store,
            floors,
            invalidations,
            new FetchCollapser(
                store,
                floors,
                choice,
                new FetchSettings(
                    time,
                    () -> ThreadLocalRandom.current().nextLong(),
                    WaitLimits.ofConnections(connections(configuration)))),
            codings,
            choice,
            sessions,
            time,
            cloudFront.inFront());
    this.listeners =
        Listeners.start(
            configuration.listeners(),
            Runtime.getRuntime().availableProcessors(),
            listener ->
                new WebhookHandler(
                    sources.webhooksAt(listener.address()),
                    listener.connections(),
                    new ProxyHandler(live, listener.connections(), collaborators)));
    resources.add(() -> listeners.drain(configuration.drain()));
    new Refreshes(configuration.origins(), metrics, resources)
        .start(origins.origins(), live, collaborators);
    this.admin =
        admin(
            metrics,
            origins,
            store,
            new InvalidationEndpoints(invalidations, cloudFront.feeds(), time.clock()),
            cloudFront);
    Sweep sweep =
        new Sweep(
            store,
            floors,
            () -> known.flatMap(Positions::replicas),
            resources.add(new BackgroundThread("sweep")),
            Sweep.Pace.DEFAULT);
    metrics.counter(
        "edgecache.store.swept", "Stored answers removed below floors.", sweep, Sweep::removed);
    metrics.gauge("edgecache.floors", "Tags with a floor of their own.", floors, Floors::size);
    sweep.start();
    resources.add(watch).start();
  }

  private static int connections(Configuration configuration) {
    return configuration.listeners().stream()
        .mapToInt(listener -> listener.connections().connections())
        .reduce(0, Math::addExact);
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

  private static RequestObserver.PerRoute observers(
      Configuration configuration, Metrics metrics, Resources resources) throws IOException {
    RequestObserver.PerRoute measured = metrics.requests();
    Optional<RequestObserver> log = AccessLogs.open(configuration.accessLog(), metrics, resources);
    return log.isEmpty() ? measured : route -> measured.of(route).and(log.get());
  }

  private Optional<AdminServer> admin(
      Metrics metrics,
      ConnectedOrigins origins,
      MemoryStore store,
      InvalidationEndpoints invalidations,
      CloudFrontInFront cloudFront)
      throws ListenerException, IOException {
    if (configuration.admin().isEmpty()) {
      return Optional.empty();
    }
    PolicyEndpoints policyEndpoints = new PolicyEndpoints(policies);
    List<AdminEndpoint> endpoints = new ArrayList<>();
    List<Supplier<Dependency>> dependencies = new ArrayList<>();
    dependencies.add(policyEndpoints::health);
    dependencies.add(
        new TruthfulReads(
                origins.origins(),
                positions.positions(),
                store,
                configuration.region().isPresent())
            ::dependency);
    dependencies.addAll(origins.dependencies());
    dependencies.add(invalidations::health);
    dependencies.addAll(positions.dependencies());
    dependencies.addAll(sources.dependencies());
    dependencies.addAll(cloudFront.dependencies());
    endpoints.addAll(new Health(configuration.region(), dependencies).endpoints());
    endpoints.addAll(new PromotionEndpoints(origins.origins(), writes).endpoints());
    endpoints.addAll(policyEndpoints.endpoints());
    endpoints.addAll(invalidations.endpoints());
    endpoints.addAll(sources.endpoints());
    endpoints.addAll(cloudFront.endpoints());
    endpoints.addAll(new EventEndpoints(events).endpoints());
    endpoints.add(metrics.endpoint());
    return Optional.of(
        resources.add(
            AdminServer.start(configuration.admin().get(), endpoints, configuration.drain())));
  }

  /** The addresses at which clients are served, in the order of the configuration. */
  @Override
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** Where sources put what they receive. */
  Intake intake() {
    return intake;
  }

  /** The address of the admin port, if there is one. */
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminServer::address);
  }

  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < addresses().size(); i++) {
      String scheme = configuration.listeners().get(i).tls().isPresent() ? "https" : "http";
      lines.add("Serving clients at " + scheme + "://" + text(addresses().get(i)));
    }
    adminAddress()
        .ifPresent(
            address ->
                lines.add(
                    "Admin port at "
                        + configuration.admin().orElseThrow().scheme()
                        + "://"
                        + text(address)));
    lines.add(
        "Policies of "
            + configuration.policies()
            + ": "
            + policies.status().files().size()
            + " files, "
            + configuration.memory() / (1024 * 1024)
            + " MiB for stored responses");
    lines.add(
        configuration
            .data()
            .map(folder -> "Invalidations are kept in " + folder)
            .orElse("Invalidations are kept in memory: a restart forgets them; data: keeps them"));
    if (configuration.origins().primary().isEmpty()) {
      lines.add(
          "Origins: one answers everything; consistency, origin and residency of routes need a"
              + " primary to change anything");
    }
    lines.add(positions.description());
    lines.add(sources.description());
    lines.add(
        configuration.sessions().isEmpty()
            ? "Sessions: none are kept; routes with consistency: session are answered like others"
            : positions.positions().isEmpty()
                ? "Sessions: none are needed, as one origin answers everything"
                : "Sessions: kept in the cookie " + configuration.sessions().get().cookie());
    return lines;
  }

  private static String text(InetSocketAddress address) {
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
