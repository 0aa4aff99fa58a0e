package dev.edgecache.http.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §4.1: Vary and the fields it nominates")
class Rfc9111Section4_1VaryTest {

  @Test
  @DisplayName("MUST: names of all lines, without regard to case, each once")
  void names() {
    Fields response = Fields.of("Vary", "Foo, bar", "vary", "FOO,,Accept");
    assertThat(Vary.parse(response)).isEqualTo(new Vary.Names(List.of("accept", "bar", "foo")));
    assertThat(Vary.parse(Fields.EMPTY)).isEqualTo(new Vary.Names(List.of()));
  }

  @ParameterizedTest(name = "MUST match nothing: SEC-7 Vary: {0}")
  @ValueSource(strings = {"*", "Foo, *", "*, Foo", ", *", "*,*", "  *  ", "Foo Bar", "\"Foo\""})
  void any(String value) {
    assertThat(Vary.parse(Fields.of("Vary", value))).isEqualTo(new Vary.Any());
    assertThat(Vary.parse(Fields.of("Vary", "Foo", "Vary", value))).isEqualTo(new Vary.Any());
  }

  /** A row of two requests that do or do not select the same response. */
  record Row(Level level, String requirement, String name, Fields one, Fields other, boolean same) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row row(
      Level level, String requirement, String name, String one, String other, boolean same) {
    return new Row(level, requirement, name, Fields.of(name, one), Fields.of(name, other), same);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(Level.MUST, "the same value", "Foo", "1", "1", true),
        row(Level.MUST, "another value", "Foo", "1", "2", false),
        row(Level.MUST, "case of values counts", "Foo", "a", "A", false),
        row(Level.MUST, "order of lists counts", "Foo", "1, 2", "2, 1", false),
        row(Level.MAY, "whitespace at commas", "Foo", "1,2", " 1 ,  2", true),
        row(Level.MUST, "whitespace in quotes counts", "Foo", "\"1,2\"", "\"1, 2\"", false),
        row(Level.MUST, "whitespace of cookies counts", "Cookie", "a=1,2", "a=1, 2", false),
        new Row(
            Level.MAY,
            "several lines",
            "Foo",
            Fields.of("Foo", "1", "X", "y", "foo", "2"),
            Fields.of("Foo", "1, 2"),
            true),
        new Row(Level.MUST, "absent and absent", "Foo", Fields.EMPTY, Fields.EMPTY, true),
        new Row(Level.MUST, "absent and empty", "Foo", Fields.EMPTY, Fields.of("Foo", ""), false),
        row(Level.MAY, "case of codings", "Accept-Encoding", "GZIP", "gzip", true),
        row(Level.MAY, "order of codings", "Accept-Encoding", "br, gzip", "gzip,br", true),
        row(Level.MAY, "aliases of codings", "Accept-Encoding", "x-gzip", "gzip", true),
        row(
            Level.MAY,
            "forms of weights",
            "Accept-Encoding",
            "br;q=1.0, gzip; Q=0.50",
            "br,gzip;q=0.5",
            true),
        row(
            Level.MUST,
            "weights of codings count",
            "Accept-Encoding",
            "br, gzip;q=0.5",
            "gzip, br;q=0.5",
            false),
        row(Level.MUST, "SEC-5 refusals count", "Accept-Encoding", "gzip;q=0", "gzip", false),
        row(Level.MAY, "case of languages", "Accept-Language", "EN-gb, de", "en-GB,de", true),
        row(Level.MAY, "order of weights", "Accept-Language", "de;q=0.5, en", "en, de;q=0.5", true),
        row(
            Level.MAY,
            "order of languages of one weight, on which RFC 9110 §12.5.4 lets nobody rely",
            "Accept-Language",
            "de, en",
            "en, de",
            true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    List<String> names = List.of(row.name().toLowerCase(java.util.Locale.ROOT));
    boolean same = Variant.of(names, row.one()).equals(Variant.of(names, row.other()));
    assertThat(same).isEqualTo(row.same());
  }

  @Test
  @DisplayName("what is normalised is normal, for any value")
  void idempotent() {
    for (String name : List.of("accept-encoding", "accept-language", "foo", "cookie")) {
      RandomText.values(4_1)
          .forEach(
              value -> {
                String normal =
                    Normalization.normalized(Fields.of(name, value), name).orElseThrow();
                assertThat(Normalization.normalized(Fields.of(name, normal), name))
                    .contains(normal);
              });
    }
  }

  @Test
  @DisplayName("any Vary is read without failing")
  void total() {
    RandomText.values(12_5_5)
        .forEach(
            value -> {
              if (Vary.parse(Fields.of("Vary", value)) instanceof Vary.Names(List<String> names)) {
                assertThat(names).isSorted().doesNotHaveDuplicates().doesNotContain("*", "");
              }
            });
  }
}
