package dev.edgecache.policy.files.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.explain.Example;
import dev.edgecache.policy.explain.ExampleRun;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.files.PolicyFiles.Loaded;
import dev.edgecache.policy.files.lint.Lint;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleFilesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"examples", "shop"})
  @DisplayName("The examples of all policies that are shipped hold")
  void shippedExamplesHold(String folder) {
    Loaded.Ok policies = (Loaded.Ok) PolicyFiles.load(List.of(Path.of(folder)));
    ExampleFiles.Loaded examples = ExampleFiles.beside(policies.files());
    assertThat(examples.problems()).isEmpty();
    assertThat(examples.examples()).isNotEmpty();
    assertThat(examples.examples())
        .extracting(example -> ExampleRun.of(policies.set(), example, NOW).text())
        .allSatisfy(text -> assertThat(text).startsWith("ok "));
  }

  @Test
  void followOriginLintsWithoutFindings() {
    Loaded.Ok policies = (Loaded.Ok) PolicyFiles.load(List.of(Path.of("examples")));
    assertThat(Lint.check(policies.files())).isEmpty();
  }

  @Test
  @DisplayName("builtin.yaml says what the builtin policy is")
  void builtin() throws IOException {
    ReadResult<Policy> read =
        PolicyFiles.parse("builtin.yaml", Files.readString(Path.of("builtin.yaml")));
    assertThat(((ReadResult.Valid<Policy>) read).value()).isEqualTo(PolicySet.BUILTIN);
  }

  @Test
  @DisplayName("What is wrong with a file of examples is told with its place")
  void tellsProblems() {
    String text =
        """
        examples:
          - name: a
            request: { url: /v1/products/7 }
            expect: { decision: stored }
          - name: b
            request: { url: "https://h/" }
            respond: { status: 200 }
            expect: {}
        """;
    ReadResult.Invalid<List<Example>> read =
        (ReadResult.Invalid<List<Example>>) ExampleFiles.parse("a.examples.yaml", text);
    assertThat(read.problems().stream().map(Problem::toString))
        .satisfiesExactly(
            url ->
                assertThat(url)
                    .startsWith("a.examples.yaml:3:21: examples[0].request.url: ")
                    .contains("a URL such as"),
            decision ->
                assertThat(decision)
                    .startsWith("a.examples.yaml:4:25: examples[0].expect.decision: ")
                    .contains("do-not-store"),
            key ->
                assertThat(key)
                    .startsWith("a.examples.yaml:7:5: examples[1].respond: ")
                    .contains("response"));
  }

  @Test
  void reportsProblemsBesidePolicies(@TempDir Path folder) throws IOException {
    Files.copy(Path.of("examples/follow-origin.yaml"), folder.resolve("a.yaml"));
    Files.writeString(folder.resolve("a.examples.yaml"), "examples: 7\n");
    Loaded.Ok policies = (Loaded.Ok) PolicyFiles.load(List.of(folder));
    ExampleFiles.Loaded loaded = ExampleFiles.beside(policies.files());
    assertThat(loaded.examples()).isEmpty();
    assertThat(loaded.problems()).hasSize(1);
  }

  @Test
  void schemaAcceptsTheShippedExamples() throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ExampleFiles.schema());
    String shipped = Files.readString(Path.of("examples/follow-origin.examples.yaml"));
    assertThat(schema.validate(shipped, InputFormat.YAML)).isEmpty();
    assertThat(schema.validate(shipped.replace("expect:", "expects:"), InputFormat.YAML))
        .isNotEmpty();
    assertThat(ExampleFiles.reference()).contains("### expect");
  }
}
