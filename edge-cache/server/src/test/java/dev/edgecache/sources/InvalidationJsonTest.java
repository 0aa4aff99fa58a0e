package dev.edgecache.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationJsonTest {

  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Path SCHEMA = Path.of("../../docs/invalidations.schema.json");

  private static List<Invalidation> read(String json) throws MalformedInvalidationException {
    return InvalidationJson.read(json.getBytes(StandardCharsets.UTF_8), NOW, "test");
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
  }

  /** What a text means. */
  record Row(String json, Set<String> tags) {
    @Override
    public String toString() {
      return json;
    }
  }

  private static Row row(String json, String... tags) {
    return new Row(json.replace('\'', '"'), Set.of(tags));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("{'type': 'tag', 'selectors': ['Product:42', 'catalog']}", "product:42", "catalog"),
        row("{'type': 'tag', 'selectors': ['product:a b']}", "product:a%20b"),
        row(
            "{'type': 'uri', 'selectors': ['HTTPS://Shop.example:443/v1/%70roducts/A?x=1#y']}",
            "path shop.example/v1/products/A"),
        row("{'type': 'uri', 'selectors': ['http://shop.example']}", "path shop.example/"),
        row(
            "{'type': 'uri', 'selectors': ['http://shop.example:8080/a']}",
            "path shop.example:8080/a"),
        row(
            "{'type': 'uri-prefix', 'selectors': ['https://shop.example/v1/products']}",
            "prefix shop.example/v1/products",
            "path shop.example/v1/products"),
        row("{'type': 'uri-prefix', 'selectors': ['https://shop.example/']}", "host shop.example"),
        row("{'type': 'origin', 'selectors': ['https://shop.example:443']}", "host shop.example"),
        row(
            "{'type': 'group', 'selectors': ['https://shop.example:443'], 'groups': ['Scripts']}",
            "group:https://shop.example/^scripts"),
        row("{'type': 'group', 'selectors': ['https://a'], 'groups': ['']}", "group:https://a/"),
        row("{'type': 'route', 'selectors': ['catalog/product']}", "route catalog/product"),
        row("{'type': 'all'}", "everything "),
        row("{'type': 'all', 'selectors': [], 'purge': true}", "everything "));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("PUR-9: selectors mean tags that all variants of what they name have")
  void selectorsMeanTags(Row row) throws Exception {
    assertThat(read(row.json()))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.tags()).isEqualTo(row.tags());
              assertThat(one.mode()).isEqualTo(Mode.HARD);
              assertThat(one.received()).isEqualTo(NOW);
              assertThat(one.source()).isEqualTo("test");
            });
    assertThat(schema().validate(row.json(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void idModeAndPositionAreTaken() throws Exception {
    String json =
        """
        [{"type": "tag", "selectors": ["a"], "id": "event-1", "mode": "soft",
          "position": "7412345678901234567/1@0/16B3748", "purge": false},
         {"type": "tag", "selectors": ["b"]}, {"type": "tag", "selectors": ["c"]}]
        """;

    List<Invalidation> all = read(json);

    assertThat(all.getFirst())
        .isEqualTo(
            new Invalidation(
                "event-1",
                Set.of("a"),
                Mode.SOFT,
                Position.parse("7412345678901234567/1@0/16B3748"),
                NOW,
                "test"));
    assertThat(all).extracting(Invalidation::id).doesNotHaveDuplicates().hasSize(3);
    assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
  }

  /** What is wrong, and what is said of it. */
  record Mistake(String json, String message) {
    @Override
    public String toString() {
      return json;
    }
  }

  private static Mistake mistake(String json, String message) {
    return new Mistake(json.replace('\'', '"'), message.replace('\'', '"'));
  }

  static Stream<Mistake> mistakes() {
    return Stream.of(
        mistake("7", "$: a number (expected: an object)"),
        mistake("[]", "$: 0 invalidations (expected: 1 to 1000)"),
        mistake("[{'type': 'all'}, null]", "$[1]: null (expected: an object)"),
        mistake(
            "{'type': 'all', 'tag': 'a'}",
            "$.tag: unknown (expected: one of groups, id, mode, position, purge, selectors, type)"),
        mistake(
            "{'selectors': ['a']}",
            "$.type: absent (expected: one of tag, uri, uri-prefix, origin, group, route, all)"),
        mistake(
            "[{'type': 'url', 'selectors': ['a']}]",
            "$[0].type: 'url' (expected: one of tag, uri, uri-prefix, origin, group, route, all)"),
        mistake("{'type': 7}", "$.type: a number (expected: a text)"),
        mistake("{'type': 'tag'}", "$.selectors: absent or empty (expected: at least one text)"),
        mistake(
            "{'type': 'tag', 'selectors': []}",
            "$.selectors: absent or empty (expected: at least one text)"),
        mistake(
            "{'type': 'tag', 'selectors': 'a'}",
            "$.selectors: a text (expected: a list of at most 1000 texts)"),
        mistake(
            "{'type': 'tag', 'selectors': ['a', 1]}",
            "$.selectors[1]: a number (expected: a text)"),
        mistake(
            "{'type': 'tag', 'selectors': ['a', '']}",
            "$.selectors[1]: '' (expected: a tag of at most 256 characters)"),
        mistake(
            "{'type': 'all', 'selectors': ['a']}",
            "$.selectors: present (expected: absent for this type)"),
        mistake(
            "{'type': 'tag', 'selectors': ['a'], 'groups': ['g']}",
            "$.groups: present (expected: absent for this type)"),
        mistake(
            "{'type': 'group', 'selectors': ['https://shop.example']}",
            "$.groups: absent or empty (expected: at least one text)"),
        mistake("{'type': 'all', 'mode': 'medium'}", "$.mode: 'medium' (expected: hard or soft)"),
        mistake("{'type': 'all', 'purge': 'yes'}", "$.purge: a text (expected: true or false)"),
        mistake(
            "{'type': 'all', 'purge': true, 'mode': 'soft'}",
            "$.purge: true (expected: false with mode soft)"),
        mistake(
            "{'type': 'all', 'id': ''}", "$.id: '' (expected: 1 to 200 visible ASCII characters)"),
        mistake(
            "{'type': 'all', 'position': '0/16B3748'}",
            "$.position: '0/16B3748' (expected: epoch and LSN, such as"
                + " 7412345678901234567/1@0/16B3748)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNamed(Mistake mistake) throws Exception {
    assertThatThrownBy(() -> read(mistake.json())).hasMessage(mistake.message());
    assertThat(schema().validate(mistake.json(), InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/products",
        "ftp://shop.example/a",
        "https:///a",
        "https://user@shop.example/a",
        "https://shop.example/a/../b",
        "https://shop.example/a%2Fb",
        "https://shop.example/käse",
        "https://shop.example:99999/a"
      })
  void urisThatNameNothingAreMistakes(String uri) {
    assertThatThrownBy(() -> read("{\"type\": \"uri\", \"selectors\": [\"" + uri + "\"]}"))
        .isInstanceOf(MalformedInvalidationException.class)
        .hasMessageStartingWith("$.selectors[0]: \"" + uri + "\" (expected: an http or https URI");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"type\": \"all\", \"type\": \"all\"}",
        "{\"type\": \"all\"} {}",
        "{'a'}"
      })
  @DisplayName("PUR-15: what is no JSON is refused as a whole")
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            MalformedInvalidationException.class,
            e -> assertThat(e.kind()).isEqualTo(MalformedInvalidationException.Kind.SYNTAX));
  }

  @Test
  @DisplayName("PUR-15: deep nesting is refused")
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read("[".repeat(100_000)))
        .isInstanceOf(MalformedInvalidationException.class);
  }
}
