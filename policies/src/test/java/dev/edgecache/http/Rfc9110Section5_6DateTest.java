package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §5.6.7: dates")
class Rfc9110Section5_6DateTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SAMPLE = "1994-11-06T08:49:37Z";
  private static final String NONE = "";

  record Row(Level level, String requirement, String value, String instant) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + value;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "IMF-fixdate is read", "Sun, 06 Nov 1994 08:49:37 GMT", SAMPLE),
        new Row(Level.MUST, "rfc850-date is read", "Sunday, 06-Nov-94 08:49:37 GMT", SAMPLE),
        new Row(Level.MUST, "asctime-date is read", "Sun Nov  6 08:49:37 1994", SAMPLE),
        new Row(
            Level.MUST,
            "asctime-date with two digits is read",
            "Wed Nov 16 08:49:37 1994",
            "1994-11-16T08:49:37Z"),
        new Row(
            Level.MUST,
            "a two-digit year within 50 years lies ahead",
            "Friday, 20-Nov-76 08:49:37 GMT",
            "2076-11-20T08:49:37Z"),
        new Row(
            Level.MUST,
            "a two-digit year more than 50 years ahead is past",
            "Sunday, 22-Nov-76 08:49:37 GMT",
            "1976-11-22T08:49:37Z"),
        new Row(
            Level.MUST,
            "29 February of a two-digit year is one of the past century's if only that has it",
            "Tuesday, 29-Feb-80 08:49:37 GMT",
            "1980-02-29T08:49:37Z"),
        new Row(Level.SHOULD, "case is ignored", "sun, 06 NOV 1994 08:49:37 gmt", SAMPLE),
        new Row(
            Level.MAY,
            "a leap second is the second before it",
            "Sat, 31 Dec 2016 23:59:60 GMT",
            "2016-12-31T23:59:59Z"),
        new Row(Level.SHOULD, "another zone is invalid", "Sun, 06 Nov 1994 08:49:37 UTC", NONE),
        new Row(Level.SHOULD, "an offset is invalid", "Sun, 06 Nov 1994 08:49:37 +0000", NONE),
        new Row(Level.SHOULD, "a missing zone is invalid", "Sun, 06 Nov 1994 08:49:37", NONE),
        new Row(Level.SHOULD, "a one-digit hour is invalid", "Sun, 06 Nov 1994 8:49:37 GMT", NONE),
        new Row(Level.SHOULD, "a one-digit day is invalid", "Sun, 6 Nov 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "a two-digit year is invalid", "Sun, 06 Nov 94 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "double spaces are invalid", "Sun, 06  Nov 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "dashes are invalid", "Sun, 06-Nov-1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "periods are invalid", "Sun, 06 Nov 1994 08.49.37 GMT", NONE),
        new Row(Level.SHOULD, "a missing comma is invalid", "Sun 06 Nov 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "no such month", "Sun, 06 Nox 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "no such weekday", "Sux, 06 Nov 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "no such day", "Sun, 30 Feb 1994 08:49:37 GMT", NONE),
        new Row(Level.SHOULD, "no such hour", "Sun, 06 Nov 1994 24:49:37 GMT", NONE),
        new Row(Level.MUST, "zero is invalid", "0", NONE),
        new Row(Level.MUST, "nothing is invalid", "", NONE),
        new Row(Level.SHOULD, "text after it is invalid", "Sun, 06 Nov 1994 08:49:37 GMT,", NONE));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(Row row) {
    Optional<Instant> expected =
        row.instant().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(row.instant()));
    assertThat(HttpDate.parse(row.value(), NOW)).isEqualTo(expected);
  }

  @Test
  @DisplayName("MUST: IMF-fixdate is what is written")
  void writesImfFixdate() {
    assertThat(HttpDate.format(Instant.parse("1994-11-06T08:49:37.999Z")))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  @DisplayName("what is written is read as the same instant, from year 0 to 9999")
  void roundTrip() {
    SplittableRandom random = new SplittableRandom(5_6_7);
    long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 20_000; i++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(first, last + 1));
      assertThat(HttpDate.parse(HttpDate.format(instant), NOW)).contains(instant);
    }
  }
}
