package dev.edgecache.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlDocumentTest {

  record Bad(String what, String text, List<String> problems) {
    Bad(String what, String text, String... problems) {
      this(what, text, List.of(problems));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static List<Bad> bad() {
    return List.of(
        new Bad(
            "a key twice",
            "a: 1\nb: 2\na: 3\n",
            "f:3:1: key \"a\" stands twice; it is already in line 1"),
        new Bad(
            "two keys twice are two problems",
            "a: 1\n\"a\": 2\nc: { d: 1, d: 2 }\n",
            "f:2:1: key \"a\" stands twice; it is already in line 1",
            "f:3:12: key \"d\" stands twice; it is already in line 3"),
        new Bad(
            "a tab as indentation",
            "a:\n\tb: 1\n",
            "f:2:1: not valid YAML: found character '\\t(TAB)' that cannot start any token;"
                + " indent with spaces"),
        new Bad(
            "anchor and alias",
            "a: &x [1]\nb: *x\n",
            "f:1:4: an anchor (&name); write values out, or quote the text",
            "f:2:4: an alias (*name); write the value out, or quote the text"),
        new Bad(
            "an unquoted path with stars",
            "path: */v1\n",
            "f:1:8: not valid YAML: unexpected character found /(47); put the value in quotes"),
        new Bad("a tag", "a: !!int 1\n", "f:1:4: a tag (!name); leave it out, or quote the text"),
        new Bad(
            "a tag on a list",
            "a: !x [1]\n",
            "f:1:4: a tag (!name); leave it out, or quote the text"),
        new Bad(
            "two documents",
            "a: 1\n---\nb: 2\n",
            "f:2:1: a second document; one file holds one document"),
        new Bad("a list as key", "[a]: 1\n", "f:1:1: a key that is a list; keys are words"),
        new Bad("nothing as key", "~: 1\n", "f:1:1: a key that is nothing; keys are words"),
        new Bad(
            "a reserved character",
            "a: @b\n",
            "f:1:4: not valid YAML: found character '@' that cannot start any token;"
                + " put the value in quotes"),
        new Bad(
            "an open bracket",
            "a: [1, 2\nb: 3\n",
            "f:2:2: not valid YAML: expected ',' or ']', but got :"),
        new Bad(
            "wrong indentation",
            "a:\n  b: 1\n c: 2\n",
            "f:3:2: not valid YAML: expected <block end>, but found '<block mapping start>'"),
        new Bad(
            "a character that YAML excludes",
            "a: 1\nb: x\u0007\n",
            "f:2:5: character U+0007 can't stand in YAML"),
        new Bad(
            "nested too deep",
            "a: " + "[".repeat(100) + "]".repeat(100),
            "f:1:36: nested deeper than 32 levels"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void tellsWhatIsNotADocument(Bad bad) {
    assertThat(problems(YamlDocument.parse("f", bad.text()))).isEqualTo(bad.problems());
  }

  record Plain(String text, YamlValue.Kind kind) {}

  static List<Plain> plain() {
    return List.of(
        new Plain("NO", YamlValue.Kind.TEXT),
        new Plain("off", YamlValue.Kind.TEXT),
        new Plain("12:30", YamlValue.Kind.TEXT),
        new Plain("2026-11-27", YamlValue.Kind.TEXT),
        new Plain("1_000", YamlValue.Kind.TEXT),
        new Plain("30s", YamlValue.Kind.TEXT),
        new Plain("'1'", YamlValue.Kind.TEXT),
        new Plain("-007", YamlValue.Kind.INTEGER),
        new Plain("1.5e3", YamlValue.Kind.NUMBER),
        new Plain("0x1F", YamlValue.Kind.NUMBER),
        new Plain("False", YamlValue.Kind.BOOLEAN),
        new Plain("null", YamlValue.Kind.NOTHING));
  }

  @ParameterizedTest
  @MethodSource("plain")
  @DisplayName("plain scalars stand for what the core schema of YAML 1.2 says")
  void coreSchema(Plain plain) {
    YamlValue root = document(YamlDocument.parse("f", plain.text())).root();
    assertThat(root)
        .isInstanceOfSatisfying(
            YamlValue.Scalar.class, scalar -> assertThat(scalar.kind()).isEqualTo(plain.kind()));
  }

  @Test
  void positionsCountCharactersAsEditorsDo() {
    YamlDocument document =
        document(
            YamlDocument.parse("f", "\uFEFFgrüße: { 'zwei': 2 }\r\nlist:\r\n  - x\r\n  - y\r\n"));
    KeyPath root = KeyPath.ROOT;
    assertThat(document.position(root.key("grüße").key("zwei"))).hasToString("f:1:10");
    assertThat(document.position(root.key("list").item(1))).hasToString("f:4:5");
  }

  @Test
  void pathsQuoteWhatIsNotAWord() {
    KeyPath path = KeyPath.ROOT.key("events").key("product.updated").key("purge").item(0);
    assertThat(path).hasToString("events[\"product.updated\"].purge[0]");
  }

  @Test
  void readsFiles(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "a: ü");
    YamlDocument document = document(YamlDocument.read(file));
    assertThat(document.root()).isInstanceOf(YamlValue.Mapping.class);
    assertThat(document.position(KeyPath.ROOT)).hasToString(file + ":1:1");
  }

  @Test
  void tellsWhyAFileCantBeRead(@TempDir Path folder) throws IOException {
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFC});
    Path large = Files.write(folder.resolve("large.yaml"), new byte[YamlDocument.MAX_SIZE + 1]);
    Path missing = folder.resolve("missing.yaml");
    assertThat(problems(YamlDocument.read(latin)))
        .containsExactly(latin + ":1:1: file: not UTF-8; save it in UTF-8");
    assertThat(problems(YamlDocument.read(large)))
        .containsExactly(
            large + ":1:1: file: more than 1048576 bytes; split it into several files");
    assertThat(problems(YamlDocument.read(missing)))
        .containsExactly(missing + ":1:1: file: does not exist; check the path");
    assertThat(problems(YamlDocument.read(folder)).getFirst())
        .startsWith(folder + ":1:1: file: can't be read");
  }

  static Stream<Long> seeds() {
    return IntStream.range(0, 40).mapToObj(seed -> 7_919L * seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("parsing is total: any text is a document or has problems")
  void total(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String text = mutated(random);
      switch (YamlDocument.parse("f", text)) {
        case YamlDocument.Parsed.Ok(YamlDocument document) ->
            assertThat(document.root().position().line()).as(text).isPositive();
        case YamlDocument.Parsed.Failed(var problems) -> assertThat(problems).as(text).isNotEmpty();
      }
    }
  }

  private static final String SEED =
      """
      %YAML 1.2
      ---
      name: "c\\u00e4f\\x41\\U0001F600"   # comment
      list: [1, 'two', {three: 3}]
      ? complex
      : |-2
          literal
      fold: >+
        a

        b
      &a anchored: *a
      !!str tagged: !<tag:x> null
      ...
      """;

  private static final String ALPHABET =
      "\t\n\r %&*!|>'\"?:-[]{},#@`\\0Uxu9<~=.\u0000\uD800\u2028é";

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(SEED);
    for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        case 2 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      }
    }
    return text.toString();
  }

  private static YamlDocument document(YamlDocument.Parsed parsed) {
    return switch (parsed) {
      case YamlDocument.Parsed.Ok(YamlDocument document) -> document;
      case YamlDocument.Parsed.Failed(var problems) -> throw new AssertionError(problems);
    };
  }

  private static List<String> problems(YamlDocument.Parsed parsed) {
    return switch (parsed) {
      case YamlDocument.Parsed.Ok(YamlDocument document) -> throw new AssertionError(document);
      case YamlDocument.Parsed.Failed(var problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }
}
