package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.fetch.Time;
import dev.edgecache.postgres.Await;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisplayName("operators see how far databases have come")
class WatchedPositionsTest {

  @TempDir private Path folder;

  private final ManualTime time = new ManualTime();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile String primary = "db/1@0/100";
  private volatile String replica = "db/1@0/100";
  private HttpServer databases;

  @BeforeEach
  void start() throws IOException {
    databases = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    databases.createContext(
        "/",
        exchange -> {
          String position =
              exchange.getRequestURI().getPath().equals("/primary") ? primary : replica;
          byte[] body = ("{\"position\": \"" + position + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    databases.start();
  }

  @AfterEach
  void stop() {
    client.close();
    databases.stop(0);
  }

  @Test
  @DisplayName(
      "a replica that is behind for longer than the threshold is degraded, and is measured")
  void aLaggingReplicaIsDegraded() throws Exception {
    try (EdgeCache server =
        EdgeCache.start(configuration(), new Time(time::instant, time::nanos))) {
      Await.until("eu-1 is up", () -> ready(server).contains("behind by 0.000 s"));
      assertThat(ready(server)).doesNotContain("degraded");
      primary = "db/1@0/180";
      Await.until("80 is seen", () -> metrics(server).contains(lag("bytes") + " 128.0"));
      time.advance(Duration.ofSeconds(31));

      Await.until("it is degraded", () -> ready(server).contains("lagging, position db/1@0/100"));
      assertThat(ready(server)).contains("\"state\" : \"degraded\"", "\"status\" : \"degraded\"");
      assertThat(metrics(server))
          .contains(
              lag("seconds") + " 31.0",
              "edgecache_position_condition{condition=\"lagging\",database=\"eu-1\"} 1.0");
      replica = "db/1@0/180";
      Await.until("it keeps up", () -> metrics(server).contains(lag("seconds") + " 0.0"));
      assertThat(ready(server)).doesNotContain("degraded");
      assertThat(server.description()).contains("Positions: by HTTP, of the primary and of eu-1");
    }
  }

  @Test
  @DisplayName(
      "a region is not ready while its replica is too far behind and the primary does not answer")
  void aRegionWithoutATruthfulOriginIsNotReady() throws Exception {
    try (TestOrigin local = TestOrigin.start();
        TestOrigin far = TestOrigin.start();
        EdgeCache server =
            EdgeCache.start(regional(local, far), new Time(time::instant, time::nanos))) {
      local.always(arrived -> arrived.ok("Cache-Control: no-store", "local"));
      far.always(arrived -> arrived.ok("Cache-Control: no-store", "far"));
      Await.until("eu-1 is up", () -> ready(server).contains("behind by 0.000 s"));
      assertThat(ready(server)).contains("\"ready\"", "the local origin answers");
      primary = "db/1@0/180";
      Await.until("80 is seen", () -> metrics(server).contains(lag("bytes") + " 128.0"));
      time.advance(Duration.ofSeconds(31));
      Await.until("the primary answers", () -> ready(server).contains("the primary answers"));
      assertThat(ready(server)).contains("\"status\" : \"degraded\"");

      far.always(arrived -> arrived.answer("503 Away", "Cache-Control: no-store", ""));
      Await.until("it is not ready", () -> ready(server).contains("\"not ready\""));

      assertThat(ready(server))
          .contains("the primary does not answer, and eu-1 is too far behind", "eu-west-1");
      replica = "db/1@0/180";
      Await.until("eu-1 keeps up", () -> ready(server).contains("the local origin answers"));
      assertThat(ready(server)).doesNotContain("not ready");
    }
  }

  private static String lag(String unit) {
    return "edgecache_replica_lag_" + unit + "{database=\"eu-1\"}";
  }

  private String ready(EdgeCache server) {
    return get(server, "/health/ready");
  }

  private String metrics(EdgeCache server) {
    return get(server, "/metrics");
  }

  private String get(EdgeCache server, String path) {
    URI uri =
        URI.create("http://127.0.0.1:" + server.adminAddress().orElseThrow().getPort() + path);
    try {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Configuration configuration() throws IOException {
    return configuration("origins: { local: { url: \"http://127.0.0.1:1\" } }");
  }

  private Configuration regional(TestOrigin local, TestOrigin far) throws IOException {
    return configuration(
        """
        region: eu-west-1
        origins:
          local: { url: "%s" }
          primary:
            url: "%s"
            health: { path: /ready, every: 5ms, unhealthy-after: 1, healthy-after: 1 }
        """
            .formatted(local.url(), far.url()));
  }

  private Configuration configuration(String origins) throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        "policy: test\nroutes: [{ name: all, path: /**, cache: {} }]\n");
    String base = "http://127.0.0.1:" + databases.getAddress().getPort();
    Path file =
        Files.writeString(
            folder.resolve("edge-cache.yaml"),
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            policies: policy.yaml
            %s
            positions:
              http: { primary: "%s/primary", replicas: { eu-1: "%s/eu-1" } }
              poll: 5ms
              poll-primary: 5ms
            """
                .formatted(origins, base, base));
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }
}
