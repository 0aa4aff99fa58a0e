package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cli.Commands;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Writes that move to the local origin, by command and by configuration. */
@Timeout(60)
class PromotionTest {

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestOrigin local;
  private TestOrigin primary;

  @BeforeEach
  void start() throws IOException {
    local = TestOrigin.start();
    primary = TestOrigin.start();
    local.always(arrived -> arrived.ok("", "local"));
    primary.always(arrived -> arrived.ok("", "primary"));
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: test
        routes:
          - { name: all, path: /**, cache: never }
          - { name: far, path: /far, cache: never, origin: primary }
        """);
    Files.writeString(folder.resolve("token"), "0123456789abcdef");
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    local.close();
    primary.close();
  }

  private Path file(String admin, String more) throws IOException {
    return Files.writeString(
        folder.resolve("edge-cache.yaml"),
        """
        listen: 127.0.0.1:0
        admin: { address: "%s", token: { file: token } }
        region: eu-west-1
        policies: policy.yaml
        origins:
          local: { url: "%s" }
          primary: { url: "%s", connections: { max: 1 } }
        %s
        """
            .formatted(admin, local.url(), primary.url(), more));
  }

  private static Configuration read(Path file) {
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private EdgeCache started(String more) throws Exception {
    return EdgeCache.start(read(file("127.0.0.1:0", more)));
  }

  private CompletableFuture<HttpResponse<String>> send(
      InetSocketAddress server, String method, String path) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                .header("Authorization", "Bearer 0123456789abcdef")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString())
        .orTimeout(10, TimeUnit.SECONDS);
  }

  private String answer(EdgeCache server, String method, String path) throws Exception {
    return send(server.addresses().getFirst(), method, path).get().body();
  }

  private String admin(EdgeCache server, String method, String path) throws Exception {
    return send(server.adminAddress().orElseThrow(), method, path).get().body();
  }

  /** Runs the command against a server, and returns what it printed. */
  private String promote(EdgeCache server, String... options) throws Exception {
    int port = server.adminAddress().orElseThrow().getPort();
    file("127.0.0.1:" + port, "");
    StringWriter out = new StringWriter();
    CommandLine line = Commands.create(_ -> server).setOut(new PrintWriter(out, true));
    String[] arguments = {"promote", "-c", folder.resolve("edge-cache.yaml").toString()};
    String[] all = Arrays.copyOf(arguments, arguments.length + options.length);
    System.arraycopy(options, 0, all, arguments.length, options.length);
    assertThat(line.execute(all)).isZero();
    return out.toString();
  }

  @Test
  @DisplayName("after the command nothing reaches the old primary, until it is undone")
  void theCommandFencesThePrimary() throws Exception {
    try (EdgeCache server = started("")) {
      assertThat(answer(server, "POST", "/cart")).isEqualTo("primary");
      assertThat(admin(server, "GET", "/promote")).contains("\"primary\"");
      int before = primary.arrivals();

      assertThat(promote(server)).contains("\"local\"", "origins.writes: local");

      assertThat(answer(server, "POST", "/cart")).isEqualTo("local");
      assertThat(answer(server, "GET", "/far")).isEqualTo("local");
      local.always(Arrived::breakOff);
      assertThat(send(server.addresses().getFirst(), "GET", "/").get().statusCode()).isEqualTo(502);
      assertThat(primary.arrivals()).isEqualTo(before);
      assertThat(admin(server, "GET", "/metrics"))
          .contains("edgecache_promoted 1.0", "state=\"fenced\"} 1.0");
      assertThat(admin(server, "GET", "/health/ready"))
          .contains("\"region\" : \"eu-west-1\"", "fenced");

      assertThat(promote(server, "--undo")).contains("\"primary\"");
      assertThat(answer(server, "POST", "/cart")).isEqualTo("primary");
    }
  }

  @Test
  @DisplayName("a write that waits for a connection to the old primary is not sent there any more")
  void whatWaitsIsNotSent() throws Exception {
    primary.always(null);
    try (EdgeCache server = started("")) {
      var sent = send(server.addresses().getFirst(), "POST", "/1");
      Arrived arrived = primary.take();
      var waiting = send(server.addresses().getFirst(), "POST", "/2");
      while (!admin(server, "GET", "/metrics")
          .contains("edgecache_origin_connections{origin=\"primary\",state=\"pending\"} 1.0")) {
        Thread.onSpinWait();
      }

      promote(server);
      arrived.ok("", "written before");

      assertThat(sent.get().body()).isEqualTo("written before");
      assertThat(waiting.get().statusCode()).isEqualTo(503);
      assertThat(waiting.get().headers().firstValue("Retry-After")).isPresent();
      assertThat(primary.arrivals()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("OPS-3 by configuration a server starts promoted")
  void theConfigurationPromotes() throws Exception {
    try (EdgeCache server = started("  writes: local")) {
      assertThat(answer(server, "POST", "/cart")).isEqualTo("local");
      assertThat(primary.arrivals()).isZero();
    }
  }

  @Test
  @DisplayName("OPS-3 with a data folder a server stays promoted over a restart")
  void aRestartKeepsThePromotion() throws Exception {
    try (EdgeCache server = started("data: data")) {
      assertThat(promote(server)).contains("Kept in ");
    }
    try (EdgeCache server = started("data: data")) {
      assertThat(answer(server, "POST", "/cart")).isEqualTo("local");
      promote(server, "--undo");
    }
    try (EdgeCache server = started("data: data")) {
      assertThat(answer(server, "POST", "/cart")).isEqualTo("primary");
    }
  }

  @Test
  @DisplayName("without a primary there is nothing to promote")
  void oneOriginIsNotPromoted() throws Exception {
    Path file = file("127.0.0.1:0", "");
    Files.writeString(file, Files.readString(file).replaceAll("(?m)^  primary.*$", ""));
    try (EdgeCache server = EdgeCache.start(read(file))) {
      assertThat(send(server.adminAddress().orElseThrow(), "POST", "/promote").get().statusCode())
          .isEqualTo(409);
    }
  }
}
