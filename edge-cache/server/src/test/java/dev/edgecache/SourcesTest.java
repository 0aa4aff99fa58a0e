package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.kafka.KafkaSettings;
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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            EdgeCache.start(configuration(origin), new Time(time::instant, System::nanoTime))) {
      awaitAtAdmin(server, "/sources", "\"state\" : \"in_trouble\"");
      assertThat(admin(server, "/sources"))
          .contains("\"kind\" : \"kafka\"", "127.0.0.1:1", "\"trouble_since\"")
          .doesNotContain("lost_since");
      assertThat(admin(server, "/health/ready")).contains("source catalogue", "degraded");

      time.advance(Duration.ofMinutes(2));

      awaitAtAdmin(server, "/sources", "\"lost_since\" : \"2026-11-27T08:01:00Z\"");
      assertThat(admin(server, "/health/ready")).contains("\"ready\"", "fresh for 10 s at most");
      assertThat(admin(server, "/metrics"))
          .contains("edgecache_source_lost{source=\"catalogue\"} 1.0")
          .contains("edgecache_source_trouble_seconds{source=\"catalogue\"} 120.0");
      assertThat(server.description()).contains("Sources: catalogue");
    }
  }

  private void awaitAtAdmin(EdgeCache server, String path, String text) {
    Eventually.until(() -> admin(server, path).contains(text), () -> admin(server, path));
  }

  private String admin(EdgeCache server, String path) {
    URI uri =
        URI.create("http://127.0.0.1:" + server.adminAddress().orElseThrow().getPort() + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Configuration configuration(TestOrigin origin) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            "policy: test\nroutes: [{ name: all, path: /**, cache: {} }]\n");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Configuration.of(
            ListenerSettings.cleartext(anyPort),
            new AdminSettings(anyPort, Optional.empty()),
            policy,
            OriginsSettings.of(OriginSettings.of(URI.create(origin.url()))))
        .withSources(
            Map.of(
                "catalogue",
                new SourceSettings(
                    new SourceSettings.Kafka(
                        new KafkaSettings(
                            "127.0.0.1:1", List.of("catalogue"), Duration.ofHours(1), Map.of())),
                    Optional.of(new LossRule(Duration.ofMinutes(1), Duration.ofSeconds(10))))));
  }
}
