package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.fetch.Time;
import dev.edgecache.positions.Servers;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Server;
import dev.edgecache.postgres.Standby;
import dev.edgecache.testing.Eventually;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@DisplayName("rows of a real standby invalidate by the policies")
class RowsTest {

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  @DisplayName("PUR-5: a changed row makes its answer unusable, and a miss asks the replica again")
  void aChangedRowInvalidates() throws Exception {
    try (Cluster cluster = Cluster.start();
        TestOrigin origin = TestOrigin.start()) {
      Primary primary = cluster.primary();
      Servers.execute(
          primary,
          Servers.CREATE_USER,
          "GRANT EXECUTE ON FUNCTION pg_log_standby_snapshot() TO cache",
          "CREATE TABLE product (id int PRIMARY KEY, name text)",
          "INSERT INTO product VALUES (42, 'old')",
          "CREATE PUBLICATION edge_cache FOR TABLE product");
      Standby standby = primary.standby("eu_1");
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "product"));
      try (EdgeCache server =
          EdgeCache.start(configuration(origin, primary, standby), Time.SYSTEM)) {
        Eventually.until(
            () -> admin(server, "/sources").contains("\"state\" : \"working\""),
            () -> admin(server, "/sources"));
        Eventually.until(() -> status(server).contains("hit"), () -> status(server));

        Servers.execute(primary, "UPDATE product SET name = 'new' WHERE id = 42");
        Eventually.until(() -> status(server).contains("fwd"), () -> status(server));

        assertThat(admin(server, "/invalidations"))
            .contains("\"id\" : \"wal/", "rows (log of eu-1)", "\"state\" : \"in_effect\"");
        Eventually.until(() -> status(server).contains("hit"), () -> status(server));
        Servers.execute(primary, "UPDATE product SET name = 'other' WHERE id = 7");
        assertThat(status(server)).contains("hit");
      }
    }
  }

  private Configuration configuration(TestOrigin origin, Server primary, Server standby)
      throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: catalog
        routes:
          - name: product
            path: /products/{id}
            tags: ["product:{id}"]
            cache: { fresh: 1h }
        tables:
          public.product: { purge: ["product:{id}"] }
        """);
    Path file =
        Files.writeString(
            folder.resolve("edge-cache.yaml"),
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            policies: policy.yaml
            origins: { local: { url: "%s" } }
            positions:
              postgresql:
                primary: %s
                replicas: { eu-1: %s }
              poll: 20ms
              poll-primary: 20ms
            sources:
              rows:
                wal:
                  standbys: { eu-1: %3$s }
                  primary: %2$s
                  coverage: complete
            """
                .formatted(origin.url(), login(primary), login(standby)));
    Surroundings here = new Surroundings(folder, Map.of("PASSWORD", "secret"), 1L << 28);
    return switch (ConfigurationFile.read(file, here)) {
      case ReadResult.Valid<Configuration> valid -> valid.value();
      case ReadResult.Invalid<Configuration> invalid ->
          throw new AssertionError(invalid.problems().toString());
    };
  }

  private static String login(Server server) {
    return "{ url: \"jdbc:postgresql://127.0.0.1:%d/%s\", user: cache, password: { env: PASSWORD } }"
        .formatted(server.address().getPort(), server.database());
  }

  private String status(EdgeCache server) {
    return get(server.addresses().getFirst(), "/products/42")
        .headers()
        .firstValue("Cache-Status")
        .orElse("");
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
      throw new AssertionError(e);
    }
  }
}
