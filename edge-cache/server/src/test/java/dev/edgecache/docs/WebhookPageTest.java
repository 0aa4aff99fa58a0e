package dev.edgecache.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.EdgeCache;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The webhook of the documentation: its configuration serves, and its commands deliver. */
@Timeout(60)
final class WebhookPageTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  @Test
  @DisplayName("the commands of the page invalidate what they name")
  void theCommandsInvalidate() throws Exception {
    Page page = Page.of("docs/invalidation.md");
    Page webhook = new Page(page.file(), page.section("## By a webhook"));
    try (TestOrigin origin = TestOrigin.start();
        EdgeCache server = EdgeCache.start(configuration(block(webhook, "yaml"), origin));
        HttpClient client = HttpClient.newHttpClient()) {
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "content"));
      String at = "127.0.0.1:" + server.addresses().getFirst().getPort();
      URI product = URI.create("http://" + at + "/v1/products/42");
      asked(client, product);
      assertThat(asked(client, product)).contains(";hit");

      try (Shell shell =
          new Shell(folder, Map.of("WEBHOOK_SECRET", SECRET), folder.resolve("errors"))) {
        assertThat(
                shell.run(
                    block(webhook, "sh").replace("127.0.0.1:8080", at), Duration.ofSeconds(30)))
            .isEqualTo(block(webhook, "json").strip());
      }

      assertThat(asked(client, product)).doesNotContain(";hit");
    }
  }

  private static String block(Page page, String language) {
    return page.blocks().stream()
        .filter(block -> block.language().equals(language))
        .findFirst()
        .orElseThrow()
        .text();
  }

  private static String asked(HttpClient client, URI uri) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .headers()
        .firstValue("Cache-Status")
        .orElseThrow();
  }

  private Configuration configuration(String yaml, TestOrigin origin) throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("policies")).resolve("catalog.yaml"),
        """
        policy: catalog
        routes:
          - { name: product, path: "/v1/products/{id}", cache: {}, tags: ["product:{id}"] }
        """);
    Path file =
        Files.writeString(
            folder.resolve("edge-cache.yaml"),
            yaml.replace("listen: 127.0.0.1:8080", "listen: 127.0.0.1:0")
                .replace("http://127.0.0.1:9000", origin.url()));
    Surroundings here = new Surroundings(folder, Map.of("WEBHOOK_SECRET", SECRET), 1L << 30);
    return switch (ConfigurationFile.read(file, here)) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }
}
