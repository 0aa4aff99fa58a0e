package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.kafka.KafkaSettings;
import dev.edgecache.sources.sqs.ElasticMq;
import dev.edgecache.sources.sqs.SqsSettings;
import dev.edgecache.testing.Eventually;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourcesTest {

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ManualTime time = new ManualTime();

  @Test
  @DisplayName("PUR-7: operators see a source that does not work, and since when it is lost")
  void aSourceThatDoesNotWorkIsSeen() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        EdgeCache server =
            EdgeCache.start(
                configuration(origin, kafka()), new Time(time::instant, System::nanoTime))) {
      awaitAtAdmin(server, "/sources", "\"state\" : \"in_trouble\"");
      assertThat(admin(server, "/sources"))
          .contains("\"kind\" : \"kafka\"", "127.0.0.1:1", "\"trouble_since\"")
          .doesNotContain("lost_since");
      assertThat(admin(server, "/health/ready")).contains("source catalogue", "degraded");

      time.advance(Duration.ofMinutes(2));

      awaitAtAdmin(server, "/sources", "\"lost_since\" : \"2026-11-27T08:01:00Z\"");
      assertThat(admin(server, "/health/ready")).contains("\"degraded\"", "fresh for 10 s at most");
      assertThat(admin(server, "/metrics"))
          .contains("edgecache_source_lost{source=\"catalogue\"} 1.0")
          .contains("edgecache_source_trouble_seconds{source=\"catalogue\"} 120.0");
      assertThat(server.description()).contains("Sources: catalogue");
    }
  }

  @Test
  @DisplayName(
      "events of a queue invalidate by the policies, in the envelopes of EventBridge and SNS")
  void eventsOfAQueueInvalidate() throws Exception {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try (ElasticMq sqs = ElasticMq.start();
        TestOrigin origin = TestOrigin.start()) {
      URI queue = sqs.standard("catalogue");
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "product"));
      try (EdgeCache server =
          EdgeCache.start(configuration(origin, sqs(sqs, queue)), Time.SYSTEM)) {
        assertThat(status(server)).contains("fwd=uri-miss");
        assertThat(status(server)).contains("hit");

        sqs.send(
            queue,
            """
            { "version": "0", "id": "17793124", "detail-type": "product.updated",
              "source": "shop.catalogue", "detail": { "productId": 42 } }
            """);

        Eventually.until(() -> status(server).contains("fwd"), () -> status(server));
        assertThat(status(server)).contains("hit");

        sqs.send(
            queue,
            """
            { "Type": "Notification", "MessageId": "22b80b92",
              "TopicArn": "arn:aws:sns:us-east-1:123456789012:catalogue",
              "Message": "{\\"type\\": \\"product.updated\\", \\"productId\\": 42}" }
            """);

        Eventually.until(() -> status(server).contains("fwd"), () -> status(server));
        Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
        assertThat(admin(server, "/sources")).contains("\"state\" : \"working\"", "last_message");
      }
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  private static SourceSettings sqs(ElasticMq sqs, URI queue) {
    return new SourceSettings(
        new SourceSettings.Sqs(
            new SqsSettings(
                queue, "eu-west-1", Optional.of(sqs.endpoint()), Duration.ofSeconds(30), 10)),
        Optional.empty());
  }

  private String status(EdgeCache server) {
    return get(server.addresses().getFirst(), "/v1/products/42")
        .headers()
        .firstValue("Cache-Status")
        .orElse("");
  }

  private void awaitAtAdmin(EdgeCache server, String path, String text) {
    Eventually.until(() -> admin(server, path).contains(text), () -> admin(server, path));
  }

  private String admin(EdgeCache server, String path) {
    return get(server.adminAddress().orElseThrow(), path).body();
  }

  private HttpResponse<String> get(InetSocketAddress address, String path) {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Configuration configuration(TestOrigin origin, SourceSettings source) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            policy: test
            routes:
              - { name: product, path: "/v1/products/{id}", cache: {}, tags: ["product:{id}"] }
            events:
              product.updated: { purge: ["product:{productId}"] }
            """);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Configuration.of(
            ListenerSettings.cleartext(anyPort),
            new AdminSettings(anyPort, Optional.empty()),
            policy,
            OriginsSettings.of(OriginSettings.of(URI.create(origin.url()))))
        .withSources(Map.of("catalogue", source));
  }

  private static SourceSettings kafka() {
    return new SourceSettings(
        new SourceSettings.Kafka(
            new KafkaSettings("127.0.0.1:1", List.of("catalogue"), Duration.ofHours(1), Map.of())),
        Optional.of(
            new LossRule(
                Duration.ofMinutes(1), Duration.ofSeconds(10), Set.of(ImplicitTags.EVERYTHING))));
  }
}
