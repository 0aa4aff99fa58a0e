package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.testing.WebhookSignature;
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
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisplayName("invalidations of a whole server")
class InvalidationTest {

  private static final String SECRET = "the secret of a shop, long enough";
  private static final String WEBHOOK =
      "sources: { shop: { webhook: { path: /hooks/shop, secret: { file: secret } } } }";

  @TempDir private Path folder;

  @Test
  @DisplayName("PUR-12: an invalidation at the admin port is in effect, and known after a restart")
  void anInvalidationIsKnownAfterARestart() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        HttpClient client = HttpClient.newHttpClient()) {
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "content"));
      Configuration configuration = configuration(origin, "data: data/");
      try (EdgeCache server = EdgeCache.start(configuration)) {
        InetSocketAddress clients = server.addresses().getFirst();
        get(client, clients, "/v1/products/42");
        assertThat(get(client, clients, "/v1/products/42").headers().firstValue("Cache-Status"))
            .hasValueSatisfying(status -> assertThat(status).contains("hit"));

        HttpResponse<String> answer =
            invalidate(
                client,
                server,
                "{\"type\": \"uri-prefix\", \"id\": \"one\", \"selectors\": [\"http://127.0.0.1:"
                    + clients.getPort()
                    + "/v1\"]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"on_disk\"");
        assertThat(get(client, clients, "/v1/products/42").headers().firstValue("Cache-Status"))
            .hasValueSatisfying(status -> assertThat(status).doesNotContain("hit"));
        assertThat(server.description()).contains("Invalidations are kept in " + data());
      }
      try (EdgeCache server = EdgeCache.start(configuration)) {
        InetSocketAddress admin = server.adminAddress().orElseThrow();
        assertThat(get(client, admin, "/invalidations/one").body()).contains("\"sequence\" : 1");
        assertThat(get(client, admin, "/health/ready").body())
            .contains("invalidation log", "on disk");
      }
    }
  }

  @Test
  @DisplayName("events take effect by the policies in force, and the admin port shows them")
  void eventsAreMappedAndShown() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        HttpClient client = HttpClient.newHttpClient()) {
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "content"));
      Files.writeString(folder.resolve("secret"), SECRET);
      try (EdgeCache server = EdgeCache.start(configuration(origin, WEBHOOK))) {
        InetSocketAddress clients = server.addresses().getFirst();
        InetSocketAddress admin = server.adminAddress().orElseThrow();
        get(client, clients, "/p");
        String event = "{\"type\": \"changed\", \"id\": \"e1\", \"secret\": \"s3cret\"}";
        assertThat(deliver(client, server, SECRET, event)).isEqualTo(202);
        assertThat(deliver(client, server, SECRET, "s3cret")).isEqualTo(422);
        assertThat(deliver(client, server, "of somebody else", event)).isEqualTo(401);
        assertThat(get(client, clients, "/p").headers().firstValue("Cache-Status"))
            .hasValueSatisfying(status -> assertThat(status).contains("hit"));

        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            policy: test
            routes: [{ name: all, path: /**, cache: {}, tags: [page] }]
            events: { changed: { prefixes: ["http://127.0.0.1:%d/"] } }
            """
                .formatted(clients.getPort()));
        server.reload();

        assertThat(deliver(client, server, SECRET, event)).isEqualTo(200);
        assertThat(deliver(client, server, SECRET, event)).isEqualTo(200);
        assertThat(get(client, clients, "/p").headers().firstValue("Cache-Status"))
            .hasValueSatisfying(status -> assertThat(status).doesNotContain("hit"));
        assertThat(get(client, admin, "/invalidations/changed:e1").statusCode()).isEqualTo(200);
        assertThat(get(client, admin, "/events").body())
            .contains(
                "\"type\" : \"changed\"",
                "\"effective\" : 1",
                "\"repeated\" : 1",
                "\"unmapped\" : 1",
                "\"reason\" : \"line 1, column 1: not JSON\"")
            .doesNotContain("s3cret");
        assertThat(get(client, admin, "/metrics").body())
            .contains(
                "edgecache_events_total{outcome=\"effective\",source=\"shop\"} 1.0",
                "edgecache_events_total{outcome=\"unmapped\",source=\"shop\"} 1.0",
                "edgecache_webhook_refused_total{reason=\"set_aside\",source=\"shop\"} 1.0",
                "edgecache_webhook_refused_total{reason=\"signature\",source=\"shop\"} 1.0");
      }
    }
  }

  private static int deliver(HttpClient client, EdgeCache server, String secret, String content)
      throws Exception {
    Instant now = Instant.now();
    return client
        .send(
            HttpRequest.newBuilder(uri(server.addresses().getFirst(), "/hooks/shop"))
                .header("Content-Type", "application/json")
                .header("webhook-id", "m1")
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", WebhookSignature.of(secret, "m1", now, content))
                .POST(BodyPublishers.ofString(content))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aFolderThatAnotherServerHasIsRefused() throws Exception {
    try (TestOrigin origin = TestOrigin.start()) {
      Configuration configuration = configuration(origin, "data: data/");
      try (EdgeCache server = EdgeCache.start(configuration)) {
        assertThat(server.addresses()).hasSize(1);
        assertThatThrownBy(() -> EdgeCache.start(configuration))
            .isInstanceOf(IOException.class)
            .hasMessage(
                "data: another process uses "
                    + data().resolve("invalidations.mv")
                    + " (expected: a folder for each process)");
      }
    }
  }

  @Test
  void aLogInMemoryIsSaid() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        HttpClient client = HttpClient.newHttpClient();
        EdgeCache server = EdgeCache.start(configuration(origin, ""))) {
      assertThat(invalidate(client, server, "{\"type\": \"all\"}").body())
          .contains("\"in_memory\"");
      assertThat(get(client, server.adminAddress().orElseThrow(), "/health/ready").body())
          .contains("in memory: a restart forgets it");
      assertThat(server.description())
          .contains("Invalidations are kept in memory: a restart forgets them; data: keeps them");
    }
  }

  private Path data() {
    return folder.toAbsolutePath().resolve("data");
  }

  private static HttpResponse<String> invalidate(HttpClient client, EdgeCache server, String json)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(server.adminAddress().orElseThrow(), "/invalidations"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(HttpClient client, InetSocketAddress server, String path)
      throws Exception {
    return client.send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(InetSocketAddress server, String path) {
    return URI.create("http://127.0.0.1:" + server.getPort() + path);
  }

  private Configuration configuration(TestOrigin origin, String more) throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        "policy: test\nroutes: [{ name: all, path: /**, cache: {} }]\n");
    Path file =
        Files.writeString(
            folder.resolve("edge-cache.yaml"),
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            policies: policy.yaml
            origins: { local: { url: "%s" } }
            %s
            """
                .formatted(origin.url(), more));
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(var value, var document) -> value;
      case ReadResult.Invalid<Configuration>(var problems) -> throw new AssertionError(problems);
    };
  }
}
