package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §5.6.1: lists")
class Rfc9110Section5_6ListTest {

  record Row(Level level, String requirement, String value, List<String> members) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + value;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "members are parted by commas", "a,b", List.of("a", "b")),
        new Row(Level.MUST, "whitespace around them is dropped", " a\t,  b ", List.of("a", "b")),
        new Row(Level.MUST, "empty members are dropped", ",a,, ,b,", List.of("a", "b")),
        new Row(Level.MUST, "nothing has no members", "", List.of()),
        new Row(
            Level.MUST, "a quoted comma parts nothing", "a=\"x,y\",b", List.of("a=\"x,y\"", "b")),
        new Row(
            Level.MUST,
            "an escaped quote does not close",
            "a=\"x\\\",y\",b",
            List.of("a=\"x\\\",y\"", "b")),
        new Row(Level.OURS, "SEC-7 an open quote hides nothing", "a=\"x,b", List.of("a=\"x", "b")),
        new Row(
            Level.OURS,
            "SEC-7 an open quote after a closed one hides nothing",
            "a=\"x,y\",\"b,c",
            List.of("a=\"x,y\"", "\"b", "c")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void splits(Row row) {
    assertThat(FieldList.members(row.value())).isEqualTo(row.members());
  }

  @Test
  @DisplayName("OURS: SEC-7 a quote that one line opens is not closed by another")
  void linesAreSplitAlone() {
    Fields fields = Fields.of("X", "a=\"1", "Y", "no", "x", "b, c=\"2");
    assertThat(FieldList.members(fields, "X")).containsExactly("a=\"1", "b", "c=\"2");
  }

  @Test
  @DisplayName("MUST: tokens are found in any line, without regard to case or parameters")
  void findsTokens() {
    Fields fields = Fields.of("TE", "gzip;q=0.5", "te", "Trailers;q=1");
    assertThat(FieldList.containsToken(fields, "TE", "trailers")).isTrue();
    assertThat(FieldList.containsToken(fields, "TE", "gzip")).isTrue();
    assertThat(FieldList.containsToken(fields, "TE", "q")).isFalse();
  }
}
