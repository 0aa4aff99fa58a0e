package dev.edgecache.check.world;

import dev.edgecache.check.history.Route;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.postgres.Server;
import dev.edgecache.postgres.Standby;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** The configuration and the policies of a proxy, as an operator would write them. */
final class ProxyFiles {

  /** The password of the user {@code cache} in the databases. */
  static final String PASSWORD = "of-the-cache";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PASSWORD_OF_CACHE",
          PASSWORD,
          "KEY_OF_SESSIONS",
          "the same secret of at least 32 octets at both proxies");

  private static final long HEAP = 256L << 20;

  @SuppressWarnings("InlineFormatString") // A page of its own reads better
  private static final String POLICIES =
      """
      policy: items
      routes:
        - name: stored
          path: /items/{id}
          methods: [GET]
          cache: { fresh: 30s, jitter: 10%% }
          key: { query: [] }
          tags: ["item:{id}"]
          tags-from: [Surrogate-Key]
          consistency: %1$s
          refill: { wait: 20ms }
        - name: soft
          path: /soft/{id}
          methods: [GET]
          cache: { fresh: 2s, stale-while-revalidate: %2$ds, stale-if-error: %2$ds }
          key: { query: [] }
          tags: ["item:{id}"]
          tags-from: [Surrogate-Key]
          consistency: %1$s
          refill: { wait: 20ms }
        - name: passed
          path: /passed/{id}
          methods: [GET]
          cache: never
          consistency: %1$s
        - name: write
          path: /items/{id}
          methods: [POST]
          cache: never
          writes: ["item:{id}"]
      """;

  private static final String ORIGIN =
      """
      { url: %s, timeouts: { response-head: 2s }, breaker: { open-for: 500ms }, slow-start: 1s }\
      """;

  private static final String BASE =
      """
      listen: 127.0.0.1:0
      admin: 127.0.0.1:0
      policies: policies.yaml
      memory: 64MiB
      data: data
      drain: 1s
      """;

  private ProxyFiles() {}

  /** Writes them into an empty folder and reads them. */
  static Configuration write(Path folder, Items items, ProxyOrigins origins, Protection protection)
      throws IOException {
    Path file = folder.resolve("edge-cache.yaml");
    Files.writeString(
        folder.resolve("policies.yaml"),
        POLICIES.formatted(consistency(protection), Route.SOFT.window().toSeconds()));
    Files.writeString(file, BASE + surroundings(items, origins, protection));
    return switch (ConfigurationFile.read(file, new Surroundings(folder, ENVIRONMENT, HEAP))) {
      case ReadResult.Valid<Configuration> valid -> valid.value();
      case ReadResult.Invalid<Configuration> invalid ->
          throw new IllegalStateException(invalid.problems().toString());
    };
  }

  private static String consistency(Protection protection) {
    return switch (protection) {
      case FLOORS -> "session";
      case NONE -> "replica";
    };
  }

  private static String surroundings(Items items, ProxyOrigins origins, Protection protection) {
    String local = "origins:\n  local: " + ORIGIN.formatted(origins.local().url()) + "\n";
    return switch (protection) {
      case FLOORS ->
          local
              + "  primary: "
              + ORIGIN.formatted(origins.primary().url())
              + "\n"
              + knowledge(items);
      case NONE -> local;
    };
  }

  private static String knowledge(Items items) {
    return Stream.of(
            "positions:",
            "  postgresql:",
            "    primary: " + login(items.primary()),
            "    replicas:",
            items.standbys().stream().map(ProxyFiles::replica).collect(Collectors.joining("\n")),
            "  poll: 50ms",
            "  poll-primary: 100ms",
            "  timeout: 1s",
            "sessions:",
            "  keys: [{ env: KEY_OF_SESSIONS }]")
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String replica(Standby standby) {
    return "      " + standby.name() + ": " + login(standby);
  }

  private static String login(Server server) {
    int port = ((PGSimpleDataSource) server.dataSource()).getPortNumbers()[0];
    return "{ url: \"jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres\", user: cache, password: { env: PASSWORD_OF_CACHE } }";
  }
}
