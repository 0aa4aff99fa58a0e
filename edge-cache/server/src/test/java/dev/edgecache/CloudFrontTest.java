package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeCloudFront;
import dev.edgecache.cloudfront.fake.FakeInvalidation;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server behind a fake CloudFront, which is our reading of AWS's documents. */
@Timeout(60)
class CloudFrontTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestOrigin origin;
  private FakeCloudFront fake;

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.start();
    origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "content"));
    fake =
        FakeCloudFront.start(
            new FakeAccount(
                    FakeLimits.DOCUMENTED.completingAfter(Duration.ofMillis(50)),
                    InstantSource.system())
                .distribution("ESHOP", Optional.of("Edge-Cache-Tag"))
                .distribution("EPLAIN", Optional.empty()));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    origin.close();
    fake.close();
  }

  @Test
  @DisplayName("CF-1: an invalidation goes to CloudFront by tag, and is told of until it is done")
  void anInvalidationGoesToCloudFront() throws Exception {
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      HttpResponse<String> answer = get(server.addresses().getFirst(), "/p/1");
      assertThat(answer.headers().firstValue("Edge-Cache-Tag"))
          .contains("product:1,route:test/product");
      assertThat(answer.headers().firstValue("Cache-Control"))
          .contains("max-age=0, s-maxage=60, stale-if-error=0");

      invalidate(server, "{\"type\": \"tag\", \"id\": \"one\", \"selectors\": [\"product:1\"]}");

      awaitState(server, "one", "done");
      assertThat(told()).containsExactly("[#product:1]");
      JsonNode cost = admin(server, "/cloudfront").path("cost");
      assertThat(cost.path("items").asInt()).isEqualTo(1);
      assertThat(get(server.adminAddress().orElseThrow(), "/metrics").body())
          .contains("edgecache_cloudfront_items_total 1.0")
          .contains("edgecache_cloudfront_waiting{distribution=\"ESHOP\"} 0.0")
          .contains("edgecache_cloudfront_oldest_age_seconds 0.0");
      assertThat(get(server.adminAddress().orElseThrow(), "/health/ready").body())
          .contains("1 of 100000 items this month");
    }
  }

  @Test
  @DisplayName("Writes, and routes that CloudFront does not keep, cost nothing")
  void writesCostNothing() throws Exception {
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      get(server.addresses().getFirst(), "/p/1");
      client.send(
          HttpRequest.newBuilder(uri(server.addresses().getFirst(), "/p/1"))
              .POST(BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
      invalidate(server, "{\"type\": \"tag\", \"id\": \"two\", \"selectors\": [\"inside:1\"]}");
      awaitState(server, "two", "not_sent");
      JsonNode written = admin(server, "/invalidations").path("invalidations").get(1);
      assertThat(written.path("source").asText()).isEqualTo("a write through the proxy");
      assertThat(written.path("targets").get(0).path("state").asText()).isEqualTo("not_sent");
      assertThat(told()).isEmpty();
    }
  }

  @Test
  @DisplayName("CF-3: what was not done before a restart is done after it; the cost is still known")
  void restart() throws Exception {
    fake.next(
        FakeCloudFront.Trouble.DENIED,
        FakeCloudFront.Trouble.DENIED,
        FakeCloudFront.Trouble.DENIED);
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      invalidate(server, "{\"type\": \"tag\", \"id\": \"one\", \"selectors\": [\"product:1\"]}");
      await(
          () -> admin(server, "/invalidations/one").path("targets").get(0).has("failing"),
          "a failure is told");
      assertThat(
              admin(server, "/invalidations/one")
                  .path("targets")
                  .get(0)
                  .path("failed_attempts")
                  .asInt())
          .isPositive();
      assertThat(get(server.adminAddress().orElseThrow(), "/metrics").body())
          .containsPattern("edgecache_cloudfront_oldest_age_seconds (?!0\\.0\\n)");
      assertThat(told()).isEmpty();
    }
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      awaitState(server, "one", "done");
      assertThat(told()).containsExactly("[#product:1]");
    }
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      awaitState(server, "one", "done");
      assertThat(told()).containsExactly("[#product:1]");
      assertThat(admin(server, "/cloudfront").path("cost").path("items").asInt()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("CF-1: a change that a replica shows goes to CloudFront once the primary shows it")
  void aPrimaryThatIsOvertaken() throws Exception {
    AtomicReference<String> settled = new AtomicReference<>("7/1@0/5");
    AtomicInteger asked = new AtomicInteger();
    origin.always(
        arrived -> {
          if (arrived.target().equals("/primary")) {
            asked.incrementAndGet();
          }
          arrived.ok(
              "Content-Type: application/json",
              "{\"position\": \"7/1@0/20\", \"settled\": \"" + settled.get() + "\"}");
        });
    String positions =
        "positions: { http: { primary: \"%1$s/primary\", replicas: { eu-1: \"%1$s/eu-1\" } } }"
            .formatted(origin.url());
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]", positions))) {
      await(() -> asked.get() > 1, "positions are known");
      invalidate(
          server,
          "{\"type\": \"tag\", \"id\": \"one\", \"selectors\": [\"product:1\"],"
              + " \"position\": \"7/1@0/10\"}");
      int before = asked.get();
      await(() -> asked.get() > before + 2, "the primary is watched");
      awaitState(server, "one", "draining");
      assertThat(told()).isEmpty();

      settled.set("7/1@0/10");

      awaitState(server, "one", "done");
      assertThat(told()).as("and no second time").containsExactly("[#product:1]");
    }
  }

  @Test
  @DisplayName("CF-7: a distribution without our tag header gets paths, and health says so")
  void withoutTags() throws Exception {
    try (EdgeCache server = EdgeCache.start(configuration("[EPLAIN]"))) {
      invalidate(
          server,
          "{\"type\": \"uri\", \"id\": \"one\", \"selectors\": [\"http://127.0.0.1:"
              + server.addresses().getFirst().getPort()
              + "/p/1\"]}");
      awaitState(server, "one", "done");
      assertThat(told()).containsExactly("[/p/1, /p/1?*]");
      invalidate(server, "{\"type\": \"tag\", \"id\": \"two\", \"selectors\": [\"product:1\"]}");
      awaitState(server, "two", "left_to_lifetime");
      assertThat(get(server.adminAddress().orElseThrow(), "/health/ready").body())
          .contains("distribution/EPLAIN reads no tags");
    }
  }

  @Test
  void anOperatorInvalidatesWhatIsNamed() throws Exception {
    try (EdgeCache server = EdgeCache.start(configuration("[ESHOP]"))) {
      HttpResponse<String> answer =
          post(server, "/cloudfront/invalidations", "{\"items\": [\"/*\", \"#a\"]}");
      assertThat(answer.statusCode()).isEqualTo(202);
      await(() -> told().equals(List.of("[#a, /*]")), "CloudFront was told");
      assertThat(post(server, "/cloudfront/invalidations", "{\"items\": [\"a\"]}").statusCode())
          .isEqualTo(422);
      assertThat(
              post(
                      server,
                      "/cloudfront/invalidations",
                      "{\"items\": [\"/a\"], \"distribution\": \"EGONE\"}")
                  .body())
          .contains("expected: a configured one");
    }
  }

  private List<String> told() {
    return fake.account().invalidations().stream()
        .map(FakeInvalidation::items)
        .map(List::toString)
        .toList();
  }

  /** What may be asked again and again. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, String what) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within 20 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  private void awaitState(EdgeCache server, String id, String state) throws Exception {
    await(
        () ->
            admin(server, "/invalidations/" + id)
                .path("targets")
                .path(0)
                .path("state")
                .asText()
                .equals(state),
        id + " is " + state);
  }

  private JsonNode admin(EdgeCache server, String path) throws Exception {
    return JSON.readTree(get(server.adminAddress().orElseThrow(), path).body());
  }

  private void invalidate(EdgeCache server, String json) throws Exception {
    assertThat(post(server, "/invalidations", json).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> post(EdgeCache server, String path, String json) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(server.adminAddress().orElseThrow(), path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(InetSocketAddress server, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(InetSocketAddress server, String path) {
    return URI.create("http://127.0.0.1:" + server.getPort() + path);
  }

  private Configuration configuration(String distributions) throws IOException {
    return configuration(distributions, "");
  }

  private Configuration configuration(String distributions, String more) throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: test
        routes:
          - name: product
            path: /p/{id}
            tags: ["product:{id}"]
            cache: {}
            key: {}
            cdn: { fresh: 1m }
          - name: inside
            path: /inside/{id}
            tags: ["inside:{id}"]
            cache: {}
            key: {}
        """);
    Path file =
        Files.writeString(
            folder.resolve("edge-cache.yaml"),
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            policies: policy.yaml
            origins: { local: { url: "%s" } }
            data: data/
            cloudfront:
              distributions: %s
              window: 20ms
              limits: { poll: 100ms }
              endpoint: "%s"
            %s
            """
                .formatted(origin.url(), distributions, fake.endpoint(), more));
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(var value, var document) -> value;
      case ReadResult.Invalid<Configuration>(var problems) -> throw new AssertionError(problems);
    };
  }
}
