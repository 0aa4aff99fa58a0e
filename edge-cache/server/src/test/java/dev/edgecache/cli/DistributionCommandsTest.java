package dev.edgecache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.fake.FakeDistribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code cloudfront diff}, {@code doctor} and {@code apply} print, and how they end, beside a
 * distribution that is our reading of AWS's documents.
 */
class DistributionCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeDistribution fake = new FakeDistribution(FakeDistribution.plainConfig());
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  @DisplayName("diff ends with 1 and tells each difference, then with 0 and tells none")
  void diff() {
    assertThat(run("diff")).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString().lines()).first().asString().matches("WHERE +WHAT +WANTED +IS");
    assertThat(out.toString()).containsPattern("distribution +tag header +edge-cache-tag +none\n");
    assertThat(fake.changes()).as("it reads").isZero();
    run("apply", "--yes-change-it");
    assertThat(run("diff")).isEqualTo(ExitCode.OK);
    assertThat(out).hasToString("no differences\n");
  }

  @Test
  @DisplayName("diff --json prints one document, whose fields and exit code programs rely on")
  void diffAsJson() throws IOException {
    assertThat(run("diff", "--json")).isEqualTo(ExitCode.CHECK_FAILED);
    JsonNode document = JSON.readTree(out.toString());
    assertThat(document.fieldNames()).toIterable().containsExactly("differences");
    assertThat(document.get("differences"))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.fieldNames())
                    .toIterable()
                    .containsExactly("subject", "aspect", "wanted", "live"))
        .contains(
            JSON.readTree(
                """
                {"subject": "/v1/search", "aspect": "behaviour",
                 "wanted": "present", "live": "absent"}
                """));
    assertThat(err.toString().lines())
        .as("messages stand apart")
        .isNotEmpty()
        .allMatch(line -> line.startsWith("advice: "));
    run("apply", "--yes-change-it");
    assertThat(run("diff", "--json")).isEqualTo(ExitCode.OK);
    assertThat(JSON.readTree(out.toString())).isEqualTo(JSON.readTree("{\"differences\": []}"));
  }

  @Test
  @DisplayName("CF-7 doctor ends with 1 and says what to do, then with 0")
  void doctor() throws IOException {
    assertThat(run("doctor")).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString())
        .contains(
            "distribution: no cache tag header: an invalidation of a tag is accepted and does"
                + " nothing\n    fix: Set CacheTagConfig to Edge-Cache-Tag\n")
        .endsWith(" findings\n");
    assertThat(run("doctor", "--json")).isEqualTo(ExitCode.CHECK_FAILED);
    JsonNode document = JSON.readTree(out.toString());
    assertThat(document.fieldNames()).toIterable().containsExactly("findings");
    assertThat(document.get("findings"))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.fieldNames())
                    .toIterable()
                    .containsExactly("subject", "problem", "fix"));
    assertThat(fake.changes()).as("it reads").isZero();
    run("apply", "--yes-change-it");
    assertThat(run("doctor")).isEqualTo(ExitCode.OK);
    assertThat(out).hasToString("0 findings\n");
    assertThat(run("doctor", "--json")).isEqualTo(ExitCode.OK);
    assertThat(JSON.readTree(out.toString())).isEqualTo(JSON.readTree("{\"findings\": []}"));
  }

  @Test
  @DisplayName("apply changes nothing unless it is told so, and ends with 1 then")
  void appliesOnlyWhenTold() {
    assertThat(run("apply")).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString())
        .contains("tag header")
        .endsWith("nothing was changed; --yes-change-it does\n");
    assertThat(fake.changes()).isZero();
    assertThat(run("apply", "--yes-change-it")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("tag header")
        .endsWith("changed; CloudFront takes some minutes to roll it out\n");
    int changes = fake.changes();
    assertThat(run("apply", "--yes-change-it")).isEqualTo(ExitCode.OK);
    assertThat(out).hasToString("nothing to change\n");
    assertThat(fake.changes()).isEqualTo(changes);
  }

  @Test
  @DisplayName("apply ends with 2 where it would drop what it does not know")
  void refusesToDrop() {
    fake.change("<Enabled>", "<NewThing><Mode>fast</Mode></NewThing><Enabled>");
    refused("would drop: DistributionConfig/NewThing/Mode=fast");
    assertThat(fake.changes()).isZero();
  }

  @Test
  @DisplayName("apply ends with 2 where somebody else changed the distribution meanwhile")
  void doesNotOverwrite() {
    fake.changeBeforeUpdate();
    refused("changed since it was read; look at the differences again");
    assertThat(fake.config()).doesNotContain("CacheTagConfig");
  }

  @Test
  @DisplayName("apply ends with 2 where the origin of the policies is missing")
  void needsItsOrigin() {
    fake.change("<Id>edge-cache</Id>", "<Id>shop</Id>");
    refused("no origin or origin group of the id edge-cache (expected: one; there are [shop])");
    assertThat(fake.changes()).isZero();
  }

  @Test
  @DisplayName("apply ends with 2 where a behaviour of others takes paths of a route")
  void refusesWhatIsInTheWay() {
    run("apply", "--yes-change-it");
    fake.change("<PathPattern>/v1/search</PathPattern>", "<PathPattern>/v1/s*</PathPattern>");
    refused("the behaviour /v1/s* takes paths of /v1/search (expected: remove one of them first)");
    assertThat(fake.config()).contains("/v1/s*").doesNotContain("/v1/search");
  }

  private void refused(String reason) {
    assertThat(run("apply", "--yes-change-it")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .last()
        .asString()
        .startsWith("edge-cache: " + FakeDistribution.ID + ": ")
        .contains(reason);
    assertThat(out.toString()).doesNotContain("changed; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"diff", "doctor", "apply"})
  @DisplayName("what can't be read ends with 2, so that no check passes or fails by it")
  void tellsWhatCannotBeRead(String command) {
    assertThat(run(command, "E404")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).endsWith("edge-cache: E404: no such distribution\n");
    fake.deny();
    assertThat(run(command)).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .last()
        .asString()
        .startsWith("edge-cache: " + FakeDistribution.ID + ": AccessDenied");
  }

  /** Runs a command beside the fake, on its distribution unless one is named first. */
  private int run(String command, String... args) {
    boolean isNamed = args.length > 0 && !args[0].startsWith("-");
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line =
        new ArrayList<>(
            List.of(
                "cloudfront",
                command,
                "--policies",
                "../../policies/shop",
                "--host",
                "api.shop.example",
                "--endpoint",
                fake.endpoint().toString(),
                "--distribution",
                isNamed ? args[0] : FakeDistribution.ID));
    line.addAll(List.of(args).subList(isNamed ? 1 : 0, args.length));
    return Commands.create(
            _ -> {
              throw new AssertionError("no server is started");
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line.toArray(String[]::new));
  }
}
