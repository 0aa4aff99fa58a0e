package dev.edgecache.http.coding;

import static dev.edgecache.http.Level.MAY;
import static dev.edgecache.http.Level.MUST;
import static dev.edgecache.http.Level.OURS;
import static dev.edgecache.http.Level.SHOULD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §12.5.3: the coding that a request prefers")
class Rfc9110Section12_5_3AcceptEncodingTest {

  private static final String IDENTITY = "identity";

  /** A row whose cache can make br, zstd and gzip, and weighs them in that order. */
  record Row(Level level, String requirement, String value, String coding) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + value;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(MUST, "the only one", "gzip", "gzip"),
        new Row(MUST, "the heaviest", "gzip;q=1.0, br;q=0.8, zstd;q=0.1", "gzip"),
        new Row(MAY, "of one weight the first that the cache names", "gzip, deflate, zstd", "zstd"),
        new Row(MAY, "as browsers ask", "gzip, deflate, br, zstd", "br"),
        new Row(MUST, "case is ignored", "GZip", "gzip"),
        new Row(SHOULD, "the old name of gzip", "x-gzip", "gzip"),
        new Row(MUST, "an unknown coding is not made", "compress, deflate", IDENTITY),
        new Row(MUST, "nothing is acceptable but identity", "", IDENTITY),
        new Row(MUST, "the star is any coding", "*", "br"),
        new Row(MUST, "the star is none that is named", "br;q=0, *;q=0.5", "zstd"),
        new Row(MUST, "zero refuses", "zstd;q=0, br;q=0, gzip;q=0", IDENTITY),
        new Row(MUST, "identity by name and weight", "identity, gzip;q=0.5", IDENTITY),
        new Row(MUST, "identity of less weight", "identity;q=0.5, gzip", "gzip"),
        new Row(MUST, "identity refused, a coding acceptable", "identity;q=0, gzip", "gzip"),
        new Row(MUST, "all refused but one", "br, *;q=0", "br"),
        new Row(MAY, "SEC-5 all refused: the wish is disregarded", "identity;q=0", IDENTITY),
        new Row(MAY, "SEC-5 all refused by the star", "*;q=0", IDENTITY),
        new Row(OURS, "a malformed weight is no member", "br;q=9, gzip", "gzip"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void prefers(Row row) {
    assertThat(preferred(Fields.of("Accept-Encoding", row.value()))).isEqualTo(row.coding());
  }

  @Test
  @DisplayName("MAY a request without the field accepts any coding; it gets none")
  void absent() {
    assertThat(preferred(Fields.EMPTY)).isEqualTo(IDENTITY);
  }

  @Test
  @DisplayName("MUST several lines are one list")
  void lines() {
    assertThat(preferred(Fields.of("Accept-Encoding", "br;q=0.1", "accept-encoding", "gzip")))
        .isEqualTo("gzip");
  }

  private static String preferred(Fields request) {
    return ContentCoding.preferred(request, List.of(ContentCoding.values()))
        .map(ContentCoding::token)
        .orElse(IDENTITY);
  }
}
