package dev.edgecache.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.edgecache.policy.Route;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicySchemaTest {

  @Test
  void acceptsAPolicyAndRefusesAMistypedKey() {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PolicySchema.json());
    assertThat(schema.validate(PolicyFilesTest.CATALOG, InputFormat.YAML)).isEmpty();
    assertThat(
            schema.validate(PolicyFilesTest.CATALOG.replace("fresh:", "frehs:"), InputFormat.YAML))
        .isNotEmpty();
    assertThat(PolicySchema.reference()).contains("### countries", "| `fresh` |");
  }

  @Test
  @DisplayName("docs/policies.md ends with the tables of the declarations")
  void reference() throws IOException {
    Path right = Files.createDirectories(Path.of("target")).resolve("policies.md");
    String page = Files.readString(Path.of("../docs/policies.md"));
    String heading = "The tables are made from the declarations in the code.\n\n";
    int end = page.indexOf(heading) + heading.length();
    Files.writeString(right, page.substring(0, end) + PolicySchema.reference());
    assertThat(page)
        .as("docs/policies.md (copy policies/%s there)", right)
        .hasToString(Files.readString(right));
  }

  @Test
  @DisplayName("policies/policy.schema.json is what the declarations say")
  void schema() throws IOException {
    Path right = Files.createDirectories(Path.of("target")).resolve("policy.schema.json");
    Files.writeString(right, PolicySchema.json());
    assertThat(Path.of("policy.schema.json"))
        .as("policies/policy.schema.json (copy policies/%s there)", right)
        .hasContent(PolicySchema.json());
  }

  @Test
  @DisplayName("the example in docs/policies.md loads, and its mistake is told as shown")
  void exampleInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("../docs/policies.md"));
    String example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n") + 1);
    assertThat(PolicyFilesTest.parse(example).routes())
        .extracting(Route::name)
        .containsExactly("product", "cart");
    int shown = page.indexOf("policies/shop/catalog.yaml:");
    String error = page.substring(shown, page.indexOf("…", shown));
    assertThat(
            PolicyFiles.parse(
                "policies/shop/catalog.yaml", example.replace("fresh: 30s", "frehs: 30s")))
        .isInstanceOfSatisfying(
            ReadResult.Invalid.class,
            invalid -> assertThat(invalid.problems().toString()).startsWith("[" + error));
  }
}
