package dev.edgecache.yaml.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSchemaTest {

  private static final String TEXT = JsonSchema.of(Shop.TYPE, "https://shop.example/schema.json");
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

  @Test
  void isItselfAValidSchema() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(TEXT, InputFormat.JSON)).isEmpty();
  }

  @Test
  void acceptsWhatTheTypeAccepts() {
    assertThat(SCHEMA.validate(ObjectTypeTest.GOOD, InputFormat.YAML)).isEmpty();
  }

  /** What only the type can see: relations of values, bounds within texts, keys as numbers. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "what a constructor refuses, at the key that it names",
          "a port out of bounds",
          "a percentage above the bound",
          "a URL without a host");

  static List<ObjectTypeTest.Bad> bad() {
    return ObjectTypeTest.bad().stream()
        .filter(bad -> !bad.text().isEmpty() && !BEYOND_A_SCHEMA.contains(bad.what()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("bad")
  @DisplayName("refuses what the type refuses, so that editors show it")
  void refusesWhatTheTypeRefuses(ObjectTypeTest.Bad bad) {
    assertThat(SCHEMA.validate(bad.text(), InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void describesKeysForCompletion() {
    assertThat(TEXT)
        .contains("\"description\" : \"Its name.\"")
        .contains("\"examples\" : [ \"corner\" ]")
        .contains("\"default\" : \"127.0.0.1:8080\"")
        .contains("\"enum\" : [ \"at-leisure\", \"in-haste\" ]");
  }

  @Test
  void refusesTwoObjectsOfOneName() {
    ObjectType<Integer> inner = ObjectType.of("x", "X.", _ -> _ -> 1);
    ObjectType<Integer> outer =
        ObjectType.of(
            "x",
            "X.",
            keys -> {
              var key = keys.key("inner", inner, "It.").required();
              return values -> values.get(key);
            });
    assertThatThrownBy(() -> JsonSchema.of(outer, "https://x.example/"))
        .hasMessageContaining("objects named x");
  }
}
