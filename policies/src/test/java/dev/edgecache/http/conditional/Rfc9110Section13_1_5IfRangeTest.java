package dev.edgecache.http.conditional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §13.1.5: If-Range")
class Rfc9110Section13_1_5IfRangeTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String EARLIER = "Sat, 21 Nov 2026 10:59:59 GMT";
  private static final String MODIFIED = "Sat, 21 Nov 2026 11:00:00 GMT";
  private static final String LATER = "Sat, 21 Nov 2026 11:00:01 GMT";
  private static final Fields STORED =
      Fields.of("Date", LATER, "ETag", "\"v1\"", "Last-Modified", MODIFIED);

  record Row(Level level, String requirement, Fields request, Fields stored, boolean permits) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Fields ifRange(String value) {
    return Fields.of("if-range", value);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "without it, Range counts", Fields.EMPTY, STORED, true),
        new Row(Level.MUST, "the same strong tag", ifRange("\"v1\""), STORED, true),
        new Row(Level.MUST, "another tag", ifRange("\"v2\""), STORED, false),
        new Row(Level.MUST, "a weak tag", ifRange("W/\"v1\""), STORED, false),
        new Row(
            Level.MUST,
            "the same weak tag",
            ifRange("W/\"v1\""),
            Fields.of("ETag", "W/\"v1\""),
            false),
        new Row(Level.MUST, "a tag without quotes", ifRange("v1"), Fields.of("ETag", "v1"), false),
        new Row(Level.MUST, "no stored tag", ifRange("\"v1\""), Fields.EMPTY, false),
        new Row(Level.MUST, "the same date", ifRange(MODIFIED), STORED, true),
        new Row(Level.MUST, "a later date is not the same", ifRange(LATER), STORED, false),
        new Row(Level.MUST, "an earlier date is not the same", ifRange(EARLIER), STORED, false),
        new Row(
            Level.MUST,
            "a date that is not a second before Date is weak",
            ifRange(MODIFIED),
            Fields.of("Date", MODIFIED, "Last-Modified", MODIFIED),
            false),
        new Row(
            Level.MUST,
            "a date without Date is weak",
            ifRange(MODIFIED),
            Fields.of("Last-Modified", MODIFIED),
            false),
        new Row(Level.MUST, "nonsense", ifRange("soon"), Fields.EMPTY, false));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void permits(Row row) {
    assertThat(IfRange.permits(row.request(), row.stored(), NOW)).isEqualTo(row.permits());
  }
}
