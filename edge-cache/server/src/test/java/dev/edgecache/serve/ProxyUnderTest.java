package dev.edgecache.serve;

import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.Time;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginNetwork;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Origins;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.keys.ReadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A proxy between a test's client and a test's origin: real sockets, but time stands still. */
final class ProxyUnderTest implements AutoCloseable {

  final TestOrigin origin;
  final ManualTime time = new ManualTime();
  final Floors floors = new Floors();
  final MemoryStore store = new MemoryStore(50_000_000, _ -> {});
  final List<RequestRecord> records = new CopyOnWriteArrayList<>();
  final LiveSnapshot live;
  private final Origins origins;
  private final OriginNetwork network;
  private final Listeners listeners;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ProxyUnderTest(String policy) throws Exception {
    this(policy, ProxySettings.DEFAULTS);
  }

  ProxyUnderTest(String policy, ProxySettings settings) throws Exception {
    origin = TestOrigin.start();
    network = OriginNetwork.start(1);
    origins =
        Origins.of(
            network.client(
                OriginSettings.of(URI.create(origin.url())), OriginObserver.NONE, time::instant));
    Time manual = new Time(time::instant, time::nanos);
    live = new LiveSnapshot(snapshot(policy));
    FetchCollapser collapser = new FetchCollapser(store, floors, origins, manual, new Random(1));
    ProxyHandler handler =
        new ProxyHandler(
            live,
            ConnectionLimits.DEFAULTS,
            new Collaborators(settings, store, floors, collapser, origins, manual));
    listeners =
        Listeners.start(
            List.of(
                ListenerSettings.cleartext(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
            2,
            _ -> handler);
  }

  private Snapshot snapshot(String policy) {
    return Snapshot.of(PolicySet.of(List.of(read(policy))), _ -> records::add);
  }

  private static Policy read(String policy) {
    return switch (PolicyFiles.parse("test.yaml", policy)) {
      case ReadResult.Valid<Policy>(var value, var document) -> value;
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** Puts other policies in force. */
  void reload(String policy) {
    live.replace(snapshot(policy));
  }

  InetSocketAddress address() {
    return listeners.addresses().getFirst();
  }

  /** Sends a GET request with alternating field names and values. */
  CompletableFuture<Reply> get(String target, String... fields) {
    return send("GET", target, fields);
  }

  CompletableFuture<Reply> send(String method, String target, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + target))
            .method(method, HttpRequest.BodyPublishers.noBody());
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
    client.close();
    listeners.close();
    origins.close();
    network.close();
    origin.close();
  }
}
