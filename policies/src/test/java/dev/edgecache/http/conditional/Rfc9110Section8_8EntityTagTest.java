package dev.edgecache.http.conditional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §8.8.3: entity tags")
class Rfc9110Section8_8EntityTagTest {

  record Row(
      Level level, String requirement, String one, String other, boolean strong, boolean weak) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + one + " and " + other;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "the table of §8.8.3.2", "W/\"1\"", "W/\"1\"", false, true),
        new Row(Level.MUST, "the table of §8.8.3.2", "W/\"1\"", "W/\"2\"", false, false),
        new Row(Level.MUST, "the table of §8.8.3.2", "W/\"1\"", "\"1\"", false, true),
        new Row(Level.MUST, "the table of §8.8.3.2", "\"1\"", "\"1\"", true, true),
        new Row(Level.MUST, "case counts", "\"a\"", "\"A\"", false, false),
        new Row(Level.MUST, "backslashes are no escapes", "\"\\a\"", "\"a\"", false, false),
        new Row(Level.MUST, "a tag may be empty", "\"\"", "\"\"", true, true),
        new Row(Level.OURS, "one without quotes is weak", "a", "\"a\"", false, true),
        new Row(Level.OURS, "one with a small w is weak", "w/\"a\"", "\"a\"", false, true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void compares(Row row) {
    EntityTag one = EntityTag.parse(row.one()).orElseThrow();
    EntityTag other = EntityTag.parse(row.other()).orElseThrow();
    assertThat(one.stronglyMatches(other)).isEqualTo(row.strong());
    assertThat(other.stronglyMatches(one)).isEqualTo(row.strong());
    assertThat(one.weaklyMatches(other)).isEqualTo(row.weak());
    assertThat(other.weaklyMatches(one)).isEqualTo(row.weak());
  }

  @ParameterizedTest(name = "MUST not be an entity tag: {0}")
  @ValueSource(strings = {"", "*", "\"", "\"a", "a\"", "\"a\"b", "W/\"a", "a b", "a,b", "\"a\"\""})
  void isNoTag(String text) {
    assertThat(EntityTag.parse(text)).isEmpty();
  }

  @Test
  @DisplayName(
      "any value is read without failing, and what is read is written and read as the same")
  void total() {
    RandomText.values(8_8_3)
        .forEach(
            value ->
                EntityTag.parse(value)
                    .ifPresent(tag -> assertThat(EntityTag.parse(tag.text())).contains(tag)));
  }
}
