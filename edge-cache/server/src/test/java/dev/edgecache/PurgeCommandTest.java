package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cli.Commands;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that invalidate and tell of invalidations, against a server that runs. */
@Timeout(60)
class PurgeCommandTest {

  private static final String ENTRY =
      """
      {"id": "a b/c", "state": "%s", "kept": "%s", "mode": "hard", "tag_count": 1}
      """;

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestOrigin origin;
  private EdgeCache server;

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.start();
    origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "content"));
    Files.writeString(folder.resolve("token"), "0123456789abcdef");
    Files.writeString(folder.resolve("other"), "fedcba9876543210");
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: test
        routes:
          - name: product
            path: /v1/products/{id}
            cache: { stale-while-revalidate: 1h }
            tags: ["product:{id}"]
        """);
    server = EdgeCache.start(read(configuration("127.0.0.1:0")));
    configuration("127.0.0.1:" + admin().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    client.close();
    origin.close();
  }

  private InetSocketAddress admin() {
    return server.adminAddress().orElseThrow();
  }

  private Path configuration(String admin) throws IOException {
    return Files.writeString(
        folder.resolve("edge-cache.yaml"),
        """
        listen: 127.0.0.1:0
        admin: { address: "%s", token: { file: token } }
        policies: policy.yaml
        data: data/
        origins: { local: { url: "%s" } }
        """
            .formatted(admin, origin.url()));
  }

  private static Configuration read(Path file) {
    return switch (ConfigurationFile.read(file, Surroundings.of(file))) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  /** What becomes of a GET of a product, in the words of Cache-Status. */
  private String asked() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.addresses().getFirst().getPort());
    return client
        .send(
            HttpRequest.newBuilder(uri.resolve("/v1/products/42")).build(), BodyHandlers.ofString())
        .headers()
        .firstValue("Cache-Status")
        .orElseThrow();
  }

  private void fill() throws Exception {
    asked();
    assertThat(asked()).contains(";hit;ttl=");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Commands.create(_ -> server)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int runHere(String line) {
    return run((line + " -c " + folder.resolve("edge-cache.yaml")).split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "--tag PRODUCT:42",
    "--tag a --tag product:42 --tag b",
    "--url HOST/v1/products/42",
    "--prefix HOST/v1",
    "--route test/product",
    "--host HOST",
    "--all --yes",
    "--tag a --url HOST/v1/products/42",
  })
  @DisplayName("each selector reaches what it names")
  void eachSelectorReachesWhatItNames(String selectors) throws Exception {
    fill();
    String host = "http://127.0.0.1:" + server.addresses().getFirst().getPort();

    assertThat(runHere("purge " + selectors.replace("HOST", host))).as(err.toString()).isZero();

    assertThat(out.toString()).contains("  in_effect, on_disk, hard, ");
    assertThat(err.toString()).isEmpty();
    assertThat(asked()).doesNotContain(";hit");
  }

  @Test
  @DisplayName("what another selector names stays")
  void whatAnotherSelectorNamesStays() throws Exception {
    fill();

    assertThat(runHere("purge --tag product:43 --host other.example")).isZero();

    assertThat(asked()).contains(";hit");
  }

  @Test
  @DisplayName("--soft leaves a stale answer")
  void softLeavesAStaleAnswer() throws Exception {
    fill();

    assertThat(runHere("purge --tag product:42 --soft")).isZero();

    assertThat(out.toString()).contains("on_disk, soft");
    assertThat(asked()).contains(";hit;ttl=-");
  }

  @Test
  @DisplayName("the same --id counts once, and invalidations tells of it")
  void theSameIdCountsOnce() {
    assertThat(runHere("purge --tag product:42 --id price/1% --wait")).isZero();
    assertThat(runHere("purge --tag product:42 --id price/1% --json")).isZero();
    assertThat(out.toString()).contains("\"id\" : \"price/1%\"", "\"sequence\" : 1");

    assertThat(runHere("purge --tag product:43 --id price/1%")).isEqualTo(1);
    assertThat(err.toString()).contains("409", "price/1% is that of another invalidation");

    assertThat(runHere("invalidations price/1%")).isZero();
    assertThat(out.toString()).contains("id: price/1%", "state: in_effect", "tags:\n  product:42");
    assertThat(runHere("invalidations --limit 5")).isZero();
    assertThat(out.toString()).contains("log: ", "the admin port", "price/1%");
    assertThat(runHere("invalidations --json")).isZero();
    assertThat(out.toString()).contains("\"invalidations\" : [");
    assertThat(runHere("invalidations another")).isEqualTo(1);
    assertThat(err.toString()).contains("404", "No invalidation of this id came");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "purge | nothing is named (expected: --tag, --url",
        "purge --all --tag a --yes | --all and something else",
        "purge --all | nobody is there to ask (expected: --yes)",
        "purge --tag a --route b/c --id one | --id: names one invalidation",
        "purge --url nonsense | edge-cache: --url: \"nonsense\" (expected: an http or https URI",
        "purge --tag a --host b\\c | edge-cache: --host: \"https://b\\c\" (expected: an origin",
        "purge --tag a --id ö | edge-cache: --id: \"ö\" (expected: 1 to 200 visible",
        "purge --tag a --wait --timeout soon | soon (expected: a duration such as 30s",
        "purge --tag a --timeout 30s | --timeout: there is nothing to wait for (expected: --wait)",
        "purge --tag a --admin 127.0.0.1:8081 | --admin: 127.0.0.1:8081 (expected: a URL such as",
        "purge --tag a --admin http://a/b | --admin: http://a/b (expected: a URL such as http",
        "purge --tag a --admin ftp://a | --admin: ftp://a (expected: a URL such as http",
        "purge --tag a --token-file nowhere | --token-file: nowhere (expected: a file",
        "invalidations --limit 0 | limit: 0 (expected: a number from 1",
      })
  @DisplayName("what is wrong in the command line ends with 2")
  void whatIsWrongInTheCommandLine(String line, String said) {
    assertThat(runHere(line)).isEqualTo(2);
    assertThat(err.toString()).contains(said);
  }

  @Test
  @DisplayName("PUR-15 another token is refused, and neither is shown")
  void anotherTokenIsRefused() throws Exception {
    fill();

    assertThat(runHere("purge --all --yes --token-file " + folder.resolve("other"))).isEqualTo(1);

    assertThat(err.toString())
        .contains("the server wants another token")
        .doesNotContain("0123456789abcdef", "fedcba9876543210");
    assertThat(asked()).contains(";hit");
  }

  @Test
  @DisplayName("the admin port can be named without a configuration")
  void theAdminPortCanBeNamed() {
    String at = "--admin http://127.0.0.1:" + admin().getPort();

    assertThat(run(("purge --all --yes " + at).split(" ", -1))).isEqualTo(1);
    assertThat(err.toString()).contains("the server wants another token");
    assertThat(
            run(
                ("purge --all --yes " + at + " --token-file " + folder.resolve("token"))
                    .split(" ", -1)))
        .isZero();
    assertThat(runHere("invalidations " + at)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "purge --tag a",
        "purge --tag a --route b/c",
        "purge --tag a --wait",
        "purge --all --yes --json",
        "invalidations",
        "invalidations one",
        "promote",
        "cloudfront status",
      })
  @DisplayName("what answers in place of an admin port, such as an origin, did nothing")
  void whatIsNoAdminPortDidNothing(String line) throws Exception {
    try (TestOrigin shop = TestOrigin.start()) {
      shop.always(
          arrived -> arrived.answer("200 OK", "Content-Type: application/json", "{\"id\": \"1\"}"));

      assertThat(run((line + " --admin " + shop.url()).split(" ", -1))).isEqualTo(1);

      assertThat(err.toString()).contains("the answer (200) is not that of an admin port");
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  @DisplayName("a configuration without an admin port, and a port where nobody listens, are said")
  void whereThereIsNoServerIsSaid() throws Exception {
    Path file = folder.resolve("edge-cache.yaml");
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    configuration("127.0.0.1:" + free);
    assertThat(runHere("purge --tag a")).isEqualTo(1);
    assertThat(err.toString()).contains("no server answers at http://127.0.0.1:" + free);

    Files.writeString(file, Files.readString(file).replaceAll("admin:.*\n", ""));
    assertThat(runHere("purge --tag a")).isEqualTo(2);
    assertThat(err.toString()).contains("admin: absent (expected: the admin port, or --admin URL)");
  }

  @Test
  @DisplayName("a server that speaks no TLS is said to do so")
  void failedTlsIsSaid() {
    assertThat(run(("purge --tag a --admin https://127.0.0.1:" + admin().getPort()).split(" ", -1)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("with https://127.0.0.1:" + admin().getPort());
  }

  @Test
  @DisplayName("a server that ends did not take a purge, with --wait or without")
  void aServerThatEndsIsNoSuccess() throws Exception {
    try (TestOrigin ending = TestOrigin.start()) {
      ending.always(
          arrived ->
              arrived.answer(
                  "503 Unavailable",
                  "Content-Type: application/problem+json",
                  "{\"title\": \"Closing\", \"status\": 503}"));

      assertThat(run("purge", "--tag", "a", "--admin", ending.url())).isEqualTo(1);
      assertThat(run("purge", "--tag", "a", "--wait", "--admin", ending.url())).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("--wait asks until the position is known and all targets are done")
  void waitsUntilAllIsDone() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestOrigin scripted = TestOrigin.start()) {
      scripted.always(
          arrived -> {
            String entry =
                switch (asked.getAndIncrement()) {
                  case 0 -> ENTRY.formatted("position_awaited", "not_yet");
                  case 1 -> ENTRY.formatted("position_awaited", "on_disk");
                  case 2 -> withTarget("pending");
                  default -> withTarget("done");
                };
            arrived.answer(
                arrived.requestLine().startsWith("POST") ? "503 Unavailable" : "200 OK",
                "Content-Type: application/json",
                entry);
          });

      assertThat(run("purge", "--tag", "a", "--wait", "--admin", scripted.url())).isZero();

      assertThat(asked.get()).isEqualTo(4);
      assertThat(out.toString()).contains("a b/c  in_effect, on_disk, hard, 1 tag, cdn: done");
    }
  }

  private static String withTarget(String state) {
    return ENTRY
        .formatted("in_effect", "on_disk")
        .replace("1}", "1, \"targets\": [{\"name\": \"cdn\", \"state\": \"" + state + "\"}]}");
  }

  @Test
  @DisplayName("what is not kept, or not done in time, ends with 1")
  void whatIsNotKeptIsSaid() throws Exception {
    try (TestOrigin scripted = TestOrigin.start()) {
      scripted.always(
          arrived ->
              arrived.answer(
                  "503 Unavailable",
                  "Content-Type: application/json",
                  ENTRY.formatted("in_effect", "not_yet")));
      assertThat(run("purge", "--tag", "a", "--admin", scripted.url())).isEqualTo(1);
      assertThat(err.toString()).contains("in effect, but the log can't be written", "a b/c");

      scripted.always(
          arrived ->
              arrived.answer("200 OK", "Content-Type: application/json", withTarget("sent")));
      assertThat(
              run("purge", "--tag", "a", "--admin", scripted.url(), "--wait", "--timeout", "0.2s"))
          .isEqualTo(1);
      assertThat(err.toString()).contains("not done within ", "cdn: sent");

      scripted.always(
          arrived ->
              arrived.answer(
                  "200 OK", "Content-Type: application/json", withTarget("left_to_lifetime")));
      assertThat(run("purge", "--tag", "a", "--admin", scripted.url(), "--wait")).isEqualTo(1);
      assertThat(err.toString()).contains("not all of it reached its targets");
    }
  }
}
