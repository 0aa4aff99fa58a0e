package dev.edgecache.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.EdgeCache;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tables of {@code docs/operations.md}, compared with a running server. */
@Timeout(60)
final class OperationsPageTest {

  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (edgecache_\\S+) (.*)$");
  private static final Pattern METRIC_ROW =
      Pattern.compile("(?m)^\\| `(edgecache_\\w+)` \\|[^|]*\\| (.*) \\|$");
  private static final Pattern JSON_NAME = Pattern.compile("\"(\\w+)\":");

  /** These appear with the first answer that is cut, request with a body, event, refusal. */
  private static final Set<String> SELDOM =
      Set.of(
          "edgecache_answers_cut_total",
          "edgecache_request_body_bytes_total",
          "edgecache_events_total",
          "edgecache_events_bad_positions_total",
          "edgecache_webhook_refused_total");

  /** This appears where an origin has answered. */
  private static final String OF_AN_ORIGIN = "origin_ms";

  @TempDir private Path folder;

  @Test
  @DisplayName("the tables of metrics and of the access log are what a running server tells")
  void theTablesAreWhatARunningServerTells() throws Exception {
    String metrics;
    try (EdgeCache server = EdgeCache.start(configuration());
        HttpClient client = HttpClient.newHttpClient()) {
      ask(client, server.addresses().getFirst(), "/v1/products/1");
      metrics = ask(client, server.adminAddress().orElseThrow(), "/metrics");
    }
    Page page = Page.of("docs/operations.md");

    Set<String> documented =
        rows(METRIC_ROW, page.text()).stream()
            .filter(row -> SELDOM.stream().noneMatch(row::startsWith))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(rows(HELP, metrics));
    Set<String> logged =
        JSON_NAME
            .matcher(Files.readString(folder.resolve("access.log")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    logged.add(OF_AN_ORIGIN);
    assertThat(fieldsIn(page.section("## Logs"))).isEqualTo(logged);
  }

  /** A request without an origin to answer it, but with all that a line may tell. */
  private static String ask(HttpClient client, InetSocketAddress server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private Configuration configuration() throws IOException {
    String text =
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        policies: %s
        origins: { local: { url: "http://127.0.0.1:1" } }
        positions: { http: { primary: "http://127.0.0.1:1", replicas: { eu-1: "http://127.0.0.1:1" } } }
        cloudfront:
          distributions: [{ distribution: E2EXAMPLE, tags: assume }]
          endpoint: "http://127.0.0.1:1"
        sources: { catalogue: { kafka: { servers: "127.0.0.1:1", topics: catalogue } } }
        access-log: access.log
        """
            .formatted(Page.REPOSITORY.resolve("policies/shop"));
    Path file = Files.writeString(folder.resolve("edge-cache.yaml"), text);
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private static Set<String> rows(Pattern row, String text) {
    return row.matcher(text)
        .results()
        .map(found -> found.group(1) + ": " + found.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> fieldsIn(String section) {
    return Set.copyOf(
        section
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .flatMap(cell -> Pattern.compile("`(\\w+)`").matcher(cell).results())
            .map(found -> found.group(1))
            .toList());
  }
}
