package dev.edgecache.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

  private static final String POLICY =
      """
      policy: catalog
      routes:
        - name: product
          path: /v1/products/{id}
          cache: never
      """;

  private static final String EXAMPLES =
      """
      examples:
        - name: a product
          request: { url: "https://api.shop.example/v1/products/42" }
          expect: { route: catalog/product }
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "serve --help", "policy --help", "policy check -h", "policy schema -h"})
  void helpListsTheExitCodes(String line) {
    assertThat(run(line.split(" ", -1))).isZero();
    assertThat(out.toString())
        .contains("Usage: edge-cache", "Exit codes:", "a check found something");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpOfEachCommandHasAnExample() {
    for (String command :
        List.of(
            "serve",
            "promote",
            "purge",
            "invalidations",
            "policy check",
            "policy explain",
            "policy test",
            "policy schema",
            "cloudfront render",
            "cloudfront diff",
            "cloudfront doctor",
            "cloudfront apply",
            "cloudfront invalidate",
            "cloudfront status",
            "cloudfront cost",
            "cloudfront permissions",
            "version")) {
      assertThat(run((command + " --help").split(" ", -1))).isZero();
      assertThat(out.toString()).contains("Examples:", "  edge-cache " + command);
    }
  }

  @Test
  void helpOfAGroupSumsUpItsCommandsInSentences() {
    assertThat(run("cloudfront", "--help")).isZero();
    assertThat(out.toString())
        .doesNotContain("Examples:")
        .containsPattern(
            "render +Prints the CloudFront configuration of policies as one JSON\\s+document\\.");
  }

  @ParameterizedTest
  @CsvSource({
    "--host, 'a b', 'host: a b (expected: a host name without port, or *. and one)'",
    "--name, edge!, 'name: edge! (expected: up to 100 letters, digits, - and _)'",
    "--tag-header, 'a:b', 'tag header: a:b (expected: the name of a field)'",
    "--session-cookie, 'a;b', 'session cookie: a;b (expected: the name of a cookie)'",
    "--session-header, '', 'session header:  (expected: the name of a field)'",
    "--origin, 'a.example:8443', 'origin: a.example:8443 (expected: the name of the caches, without"
        + " port)'",
  })
  @DisplayName("a name that CloudFront can't take is wrong usage")
  void refusesNames(String option, String value, String message) {
    assertThat(run("cloudfront", "render", "-p", "../../policies/shop", option, value))
        .isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("edge-cache: " + message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  @DisplayName("what is no URL, and no region, is wrong usage")
  void refusesEndpointsAndRegions() {
    String[] shop = {
      "cloudfront", "diff", "-p", "../../policies/shop", "--host", "api.shop.example"
    };
    assertThat(run(with(shop, "--distribution", "E1", "--endpoint", "here"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("edge-cache: --endpoint: here (expected: a URL such as http://127.0.0.1:4566)");
    assertThat(
            run(
                with(
                    shop,
                    "--distribution",
                    "E1",
                    "--origin",
                    "a.example",
                    "--region",
                    "=b.example")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("edge-cache: region:  (expected: one such as eu-west-1)");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void renderPrintsOneDocumentAndItsMessagesApart() throws IOException {
    Path policies = Path.of("../../policies/shop");
    assertThat(run("cloudfront", "render", "--provider-version", "5.100.0", "-p", policies + ""))
        .isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("output").fieldNames())
        .toIterable()
        .contains("ordered_cache_behaviors");
    assertThat(err.toString())
        .contains("note: without cache_tag_config", "advice: catalog/product: CloudFront keeps");
  }

  @Test
  void renderRefusesWhatCloudFrontCannotDo() throws IOException {
    String keys = IntStream.range(0, 11).mapToObj(i -> "X-" + i + ": any").collect(joining(", "));
    Path policy = folder.resolve("catalog.yaml");
    Files.writeString(
        policy,
        POLICY.replace(
            "cache: never",
            "cache: { fresh: 1m }\n    key: { headers: { "
                + keys
                + " } }\n    cdn: { fresh: 1s }"));
    assertThat(run("cloudfront", "render", "-p", policy.toString()))
        .isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(err.toString()).contains("catalog/product: 12 fields in the key (expected: at most");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMistypedCommandIsAskedBack() {
    assertThat(run("polcy")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Did you mean: ").contains("policy");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMistypedOptionIsAskedBack() {
    assertThat(run("policy", "schema", "--confg")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--confg").contains("Try: edge-cache policy schema --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "policy"})
  void aMissingCommandIsAnError(String line) {
    assertThat(line.isEmpty() ? run() : run(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Missing required subcommand").contains("--help");
  }

  @Test
  void versionSaysItsOwnAndThatOfJava() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("edge-cache ").contains("Java 25");
  }

  @Test
  void checkIsContentWithRightFiles() throws IOException {
    write("catalog.yaml", POLICY);

    assertThat(run("policy", "check", folder.toString())).isZero();
    assertThat(out.toString()).contains("1 ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checkTellsEachProblemWithItsPlace() throws IOException {
    write("catalog.yaml", POLICY.replace("path:", "paht:"));

    assertThat(run("policy", "check", folder.toString())).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString())
        .contains(folder.resolve("catalog.yaml") + ":4:5: routes[0].paht: unknown key");
  }

  @Test
  void checkOfNothingIsAWrongUse() {
    assertThat(run("policy", "check", folder.resolve("nowhere").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("nowhere (expected: a file or folder that exists)");
    assertThat(run("policy", "check")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void checkFailsOnWarningsWhereTheyAreStrictlyForbidden() throws IOException {
    write(
        "catalog.yaml",
        """
        policy: catalog
        hosts: [api.shop.example]
        routes:
          - name: product
            path: /v1/products/{id}
            cache: { fresh: 30s, stale-if-error: 1h }
            key: { query: [] }
            forward: { headers: [X-Api-Key] }
        """);

    int lenient = run("policy", "check", folder.toString());
    assertThat(out.toString()).contains("catalog.yaml:8:", "warning EC", "    fix: ");
    assertThat(lenient).isZero();
    assertThat(run("policy", "check", "--strict", folder.toString()))
        .isEqualTo(ExitCode.CHECK_FAILED);
  }

  @Test
  void explainSaysTheRouteAndHidesCredentials() throws IOException {
    write("catalog.yaml", POLICY);

    assertThat(
            run(
                "policy",
                "explain",
                "GET",
                "https://api.shop.example/v1/products/42",
                "-p",
                folder.toString(),
                "-H",
                "Authorization: Bearer hunter2",
                "-s",
                "200",
                "-R",
                "Cache-Control: max-age=60"))
        .isZero();
    assertThat(out.toString()).contains("catalog/product").doesNotContain("hunter2");
  }

  @Test
  void explainNamesWhatIsNoRequest() throws IOException {
    write("catalog.yaml", POLICY);
    String policies = folder.toString();

    assertThat(run("policy", "explain", "GET", "/v1", "-p", policies)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("url: /v1 (expected: an absolute URL such as https://");
    assertThat(run("policy", "explain", "GET", "http://a/", "-p", policies, "-H", "nonsense"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("header: nonsense (expected: Name: value)");
    assertThat(run("policy", "explain", "GET", "http://a/", "-p", policies, "-s", "20"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("status: 20 (expected: 100 to 999)");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "G T, http://a/, A: b, method: G T (expected: one such as GET)",
        "~~, http://a/, A: b, method:  (expected: one such as GET)",
        "TRACE, http://a/, A: b, method: TRACE (expected: one that is served: GET, HEAD, POST",
        "GET, http://a:99999/, A: b, url: http://a:99999/ (expected: an absolute URL such as",
        "GET, http://u@a/, A: b, url: http://u@a/ (expected: an absolute URL such as",
        "GET, http://a/, A B: c, header: A B (expected: a field name such as Accept",
        "GET, http://a/, A : c, header: A  (expected: a field name such as Accept",
        "GET, http://a/, ~A: hunter2\r\nB: c~, header: A (expected: a value in ISO 8859-1",
        "GET, http://a/, ~A: hunter2\n~, header: A (expected: a value in ISO 8859-1",
      })
  void explainRefusesWhatTheServerRefuses(String method, String url, String header, String problem)
      throws IOException {
    write("catalog.yaml", POLICY);

    assertThat(run("policy", "explain", method, url, "-p", folder.toString(), "--header", header))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(problem).doesNotContain("hunter2");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void testRunsTheExamplesAndShowsWhatDiffers() throws IOException {
    write("catalog.yaml", POLICY);
    write("catalog.examples.yaml", EXAMPLES);
    assertThat(run("policy", "test", folder.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("ok    a product").contains("1 examples hold, 0 fail");

    write("catalog.examples.yaml", EXAMPLES.replace("catalog/product", "catalog/cart"));
    assertThat(run("policy", "test", folder.toString())).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString())
        .contains("FAIL  a product", "expected  catalog/cart", "actual    catalog/product")
        .contains("0 examples hold, 1 fail");
  }

  @Test
  void testOfPoliciesWithoutExamplesIsAWrongUse() throws IOException {
    write("catalog.yaml", POLICY);

    assertThat(run("policy", "test", folder.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("examples: none (expected: a NAME.examples.yaml beside");
  }

  @Test
  void schemaPrintsEitherSchema() {
    assertThat(run("policy", "schema")).isZero();
    assertThat(out.toString()).contains("\"urn:edge-cache:schema:policy\"");
    assertThat(run("policy", "schema", "--config")).isZero();
    assertThat(out.toString()).contains("\"urn:edge-cache:schema:configuration\"");
  }

  @Test
  void serveNamesEachMistakeOfItsConfiguration() throws IOException {
    Path config = write("edge-cache.yaml", "listen: 1\nmemroy: 1GiB\n");

    assertThat(run("serve", "--config", config.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(config + ":1:9: listen: value: 1 (expected: host:port")
        .contains(config + ":2:1: memroy: unknown key; did you mean \"memory\"?");
  }

  @Test
  void serveNeedsItsConfiguration() {
    assertThat(run("serve")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--config=FILE");
    assertThat(run("serve", "-c", folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("none.yaml");
  }

  @Test
  void serveSaysWhyItCouldNotStart() throws IOException {
    Path config =
        write(
            "edge-cache.yaml",
            "listen: 127.0.0.1:0\npolicies: .\norigins: { local: { url: \"http://a\" } }\n");

    assertThat(run("serve", "--config", config.toString())).isEqualTo(ExitCode.NOT_STARTED);
    assertThat(err.toString()).contains("could not start: admin: the port is taken");
  }

  private int run(String... args) {
    CommandLine commands =
        Commands.create(
            _ -> {
              throw new BindException("admin: the port is taken");
            });
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return commands
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
