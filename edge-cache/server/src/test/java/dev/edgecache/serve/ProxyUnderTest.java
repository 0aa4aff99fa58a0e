package dev.edgecache.serve;

import dev.edgecache.coding.Codings;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.consistency.session.SigningKey;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.PrimaryReadings;
import dev.edgecache.refresh.RefreshObserver;
import dev.edgecache.refresh.RefreshSettings;
import dev.edgecache.refresh.Refreshing;
import dev.edgecache.refresh.Room;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.listen.Listeners;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.serve.session.CompleteFeed;
import dev.edgecache.serve.session.SessionObserver;
import dev.edgecache.serve.session.SessionSettings;
import dev.edgecache.serve.session.Sessions;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A proxy between a test's client and a test's origin: real sockets, but time stands still. */
final class ProxyUnderTest implements AutoCloseable {

  /** How sessions are kept where positions are known. */
  static final SessionSettings SESSIONS =
      new SessionSettings(
          "edge-session",
          Optional.of("Edge-Session"),
          List.of(SigningKey.of("a secret of the test that is long enough")),
          Duration.ofHours(1),
          Optional.of(new SessionSettings.Identity.Header("X-User")),
          Duration.ofSeconds(5));

  /** What became of the session tokens that were sent. */
  final List<SessionObserver.Token> tokens = new CopyOnWriteArrayList<>();

  final TestOrigin origin;

  /** The most reads at a time that the primary answers in place of the local origin. */
  static final int FALLBACK = 16;

  /** Asked only where the layout has it. */
  final TestOrigin primary;

  final ManualTime time = new ManualTime();
  final Floors floors = new Floors();

  /** Up to where a feed of all changes is in effect. */
  volatile Optional<Position> processed = Optional.empty();

  final InvalidationLog invalidations;
  final MemoryStore store = new MemoryStore(50_000_000, _ -> {});
  final List<RequestRecord> records = new CopyOnWriteArrayList<>();
  final LiveSnapshot live;
  final FetchCollapser collapser;

  /** The encodings of large bodies, which wait for the test to run them. */
  final Queue<Runnable> encodings = new ConcurrentLinkedQueue<>();

  final Codings codings = new Codings(store, encodings::add);
  private final BackgroundThread background = new BackgroundThread();
  final Origins origins;
  private final Collaborators collaborators;
  private final OriginNetwork network;
  private final Listeners listeners;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** How answers contradicted what their origin must do. */
  final List<Contradiction> contradictions = new CopyOnWriteArrayList<>();

  ProxyUnderTest(String policy) throws Exception {
    this(policy, Setup.PLAIN);
  }

  ProxyUnderTest(String policy, Setup setup) throws Exception {
    this(policy, setup, new MemoryJournal());
  }

  ProxyUnderTest(String policy, Setup setup, Journal journal) throws Exception {
    origin = TestOrigin.start();
    invalidations =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(
                floors,
                setup.positions().map(PrimaryReadings::new),
                background,
                LogObserver.NONE,
                1_000),
            time.instant());
    network = OriginNetwork.start(1);
    URI asked = setup.origin().orElse(URI.create(origin.url()));
    primary = TestOrigin.start();
    OriginClient local = client(setup, asked);
    ChoiceMeans means = new ChoiceMeans(new Random(1), network.delay(), ChoiceObserver.NONE);
    origins =
        switch (setup.layout()) {
          case ONE_ORIGIN -> Origins.of(local, means);
          case LOCAL_AND_PRIMARY ->
              Origins.of(
                  local,
                  client(setup, URI.create(primary.url())),
                  new ChoiceRules(new FallbackLimit(FALLBACK), Rollout.WHOLE),
                  means);
        };
    Time manual = new Time(time::instant, time::nanos);
    live = new LiveSnapshot(snapshot(policy));
    OriginChoice choice =
        new OriginChoice(origins, floors, setup.positions(), (_, kind) -> contradictions.add(kind));
    collapser =
        new FetchCollapser(
            store, floors, choice, new FetchSettings(manual, new Random(1), setup.waits()));
    collaborators =
        new Collaborators(
            setup.settings(),
            store,
            floors,
            invalidations,
            collapser,
            codings,
            choice,
            setup
                .positions()
                .map(
                    known ->
                        new Sessions(
                            SESSIONS,
                            known,
                            manual,
                            tokens::add,
                            new CompleteFeed(() -> processed, floors))),
            manual,
            setup.inFront());
    ProxyHandler handler = new ProxyHandler(live, setup.connections(), collaborators);
    listeners =
        Listeners.start(
            List.of(
                new ListenerSettings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    setup.tls(),
                    setup.messages(),
                    setup.connections(),
                    setup.purgers())),
            2,
            _ -> handler);
  }

  private OriginClient client(Setup setup, URI url) {
    return network.client(
        setup.origins().apply(OriginSettings.of(url)),
        OriginObserver.NONE,
        time::instant,
        time::nanos);
  }

  private Snapshot snapshot(String policy) {
    PolicySet policies = PolicySet.of(List.of(read(policy)));
    codings.prepare(policies);
    return Snapshot.of(policies, _ -> records::add);
  }

  private static Policy read(String policy) {
    return switch (PolicyFiles.parse("test.yaml", policy)) {
      case ReadResult.Valid<Policy>(var value, var document) -> value;
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** What refreshes popular answers, when the test says so, at an origin of so many connections. */
  Refreshing refreshing(RefreshSettings settings, int connections, RefreshObserver observer) {
    Room room = new Room(settings, () -> origins.health(Site.LOCAL), connections);
    return new Refreshing(settings, room, live, collaborators, observer);
  }

  /** Puts other policies in force. */
  void reload(String policy) {
    live.replace(snapshot(policy));
  }

  InetSocketAddress address() {
    return listeners.addresses().getFirst();
  }

  /** Returns when that many requests wait for an answer that they may share. */
  void awaitWaiting(int requests) {
    await(() -> collapser.waiting() == requests, "requests waiting: " + requests);
  }

  /** Returns when no fetch is under way that requests may join. */
  void awaitQuiet() {
    await(() -> collapser.running() == 0, "no fetch under way");
  }

  static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** A client that sends and sees bytes. */
  RawClient connect() throws IOException {
    return RawClient.to(address());
  }

  /** Invalidates tags by a commit at a position. */
  void invalidate(Set<String> tags, Position commit) {
    long sequence = floors.sequence() + 1;
    floors.raise(tags, sequence, Floor.hard(Mark.ofCommit(sequence, commit)));
  }

  /** Sends a GET request with alternating field names and values. */
  CompletableFuture<Reply> get(String target, String... fields) {
    return send("GET", target, fields);
  }

  CompletableFuture<Reply> send(String method, String target, String... fields) {
    return send(method, target, HttpRequest.BodyPublishers.noBody(), fields);
  }

  CompletableFuture<Reply> send(
      String method, String target, HttpRequest.BodyPublisher content, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + target))
            .method(method, content);
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(Reply::new)
        .orTimeout(10, TimeUnit.SECONDS);
  }

  /** What the client got. */
  record Reply(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String field(String name) {
      return String.join(", ", response.headers().allValues(name));
    }

    String cacheStatus() {
      return field("Cache-Status");
    }
  }

  @Override
  public void close() throws IOException {
    // Whoever still waits for an answer does so in vain: its test has failed.
    client.shutdownNow();
    listeners.close();
    background.close();
    origins.close();
    network.close();
    origin.close();
    primary.close();
  }
}
