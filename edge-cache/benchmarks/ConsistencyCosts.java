import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The toys and the clock of {@code consistency-costs}: two origins with their databases, which have
 * come as far as this program says, and the requests that are timed.
 */
final class ConsistencyCosts {

  private static final int HITS = 500;
  private static final Duration LAG = Duration.ofMillis(50);
  private static final Duration DISTANCE = Duration.ofMillis(80);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong written = new AtomicLong(1000);
  private final AtomicLong replayed = new AtomicLong(1000);
  private final URI primary;
  private final URI cache;
  private final URI admin;

  private ConsistencyCosts(int primary, int cache, int admin) {
    this.primary = at(primary);
    this.cache = at(cache);
    this.admin = at(admin);
  }

  public static void main(String[] arguments) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (String argument : arguments) {
      numbers.add(Integer.parseInt(argument));
    }
    ConsistencyCosts costs = new ConsistencyCosts(numbers.get(1), numbers.get(2), numbers.get(3));
    costs.serve(numbers.get(0), costs.replayed, Duration.ZERO);
    costs.serve(numbers.get(1), costs.written, DISTANCE);
    costs.awaitCache();
    costs.measure(numbers.get(4));
    System.exit(0);
  }

  private static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void serve(int port, AtomicLong position, Duration distance) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/position",
        exchange -> {
          String text = text(position.get());
          send(exchange, "{\"position\": \"%s\", \"settled\": \"%s\"}".formatted(text, text));
        });
    server.createContext("/", exchange -> answer(exchange, position, distance));
    server.start();
  }

  private static String text(long position) {
    return "bench/1@0/" + Long.toHexString(position).toUpperCase(Locale.ROOT);
  }

  private static void answer(HttpExchange exchange, AtomicLong position, Duration distance)
      throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      String text = text(position.incrementAndGet());
      exchange
          .getResponseHeaders()
          .set("Data-Position", "lo=\"%s\", hi=\"%s\"".formatted(text, text));
    }
    if (distance.isPositive()) {
      CompletableFuture<Void> later = new CompletableFuture<>();
      later.completeOnTimeout(null, distance.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    send(exchange, "x".repeat(1024));
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Waits until the cache answers, and knows positions. */
  private void awaitCache() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (System.nanoTime() < deadline) {
      try {
        if (send(request(admin, "/health/ready").build()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IllegalStateException("the cache does not answer");
  }

  private HttpRequest.Builder request(URI base, String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private void measure(int rounds) throws Exception {
    HttpRequest plain = request(cache, "/items/1").build();
    send(plain);
    String token =
        send(request(cache, "/items/9").PUT(BodyPublishers.ofString("new")).build())
            .headers()
            .firstValue("Edge-Session")
            .orElseThrow();
    replayed.set(written.get());
    HttpRequest own = request(cache, "/items/1").header("Edge-Session", token).build();
    times(plain, 20 * HITS);
    times(own, 20 * HITS);
    List<Long> without = new ArrayList<>();
    List<Long> with = new ArrayList<>();
    List<Long> waited = new ArrayList<>();
    List<Long> missed = new ArrayList<>();
    List<Long> fallen = new ArrayList<>();
    List<Long> direct = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      without.addAll(times(plain, HITS));
      with.addAll(times(own, HITS));
      missed.add(time(request(cache, "/items/m" + round).build()));
      invalidate("item:w" + round);
      CompletableFuture.delayedExecutor(LAG.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> replayed.set(written.get()));
      waited.add(time(request(cache, "/items/w" + round).build()));
      invalidate("now:" + round);
      fallen.add(time(request(cache, "/now/" + round).build()));
      direct.add(time(request(primary, "/now/" + round).build()));
      replayed.set(written.get());
    }
    System.out.println(
        "medians                                            cost      beside   ratio");
    line("hit with a token, beside one without", with, without);
    line("wait for a replica 50 ms behind, beside its lag", waited, List.of(LAG.toNanos()));
    line("miss, beside a hit", missed, without);
    line("primary below a floor, beside it asked directly", fallen, direct);
  }

  /**
   * Something is written, and invalidated with its position, which the cache then knows to be
   * right; the replica does not have it yet.
   */
  private void invalidate(String tag) throws Exception {
    String id = "of-" + tag.replace(':', '-');
    String json =
        "{\"type\": \"tag\", \"selectors\": [\"%s\"], \"position\": \"%s\", \"id\": \"%s\"}"
            .formatted(tag, text(written.incrementAndGet()), id);
    HttpResponse<String> answer =
        send(
            request(admin, "/invalidations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.body());
    }
    while (!send(request(admin, "/invalidations/" + id).build()).body().contains("in_effect")) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private List<Long> times(HttpRequest request, int count) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(time(request));
    }
    return times;
  }

  private long time(HttpRequest request) throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> answer = send(request);
    long took = System.nanoTime() - begun;
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(request.uri() + ": " + answer.statusCode());
    }
    return took;
  }

  private static void line(String what, List<Long> one, List<Long> other) {
    double cost = median(one);
    double beside = median(other);
    System.out.printf(
        Locale.ROOT,
        "%-47s %7.3f ms %7.3f ms %7.2f%n",
        what,
        cost / 1e6,
        beside / 1e6,
        cost / beside);
  }

  private static double median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }
}
