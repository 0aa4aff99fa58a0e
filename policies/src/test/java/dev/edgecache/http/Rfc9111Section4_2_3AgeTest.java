package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9111 §4.2.3 and §5.1: age")
class Rfc9111Section4_2_3AgeTest {

  private static final Instant DATE = Instant.parse("2026-11-21T12:00:00Z");

  record Row(Level level, String requirement, Fields response, Optional<Duration> value) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row row(Level level, String requirement, String age, long seconds) {
    return new Row(
        level, requirement, Fields.of("Age", age), Optional.of(Duration.ofSeconds(seconds)));
  }

  private static Row ignored(String requirement, String age) {
    return new Row(Level.SHOULD, requirement, Fields.of("Age", age), Optional.empty());
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(Level.MUST, "seconds", "100", 100),
        row(Level.MUST, "spaces around it", " 100 ", 100),
        row(Level.MUST, "zeros before it", "00100", 100),
        row(Level.MUST, "2^31 on overflow", "99999999999999999999", 1L << 31),
        row(Level.SHOULD, "of a list the first member", "100, 5", 100),
        row(Level.SHOULD, "of a list the first member, though less", "5, 100", 5),
        new Row(
            Level.SHOULD,
            "of several lines the first",
            Fields.of("Age", "100", "Age", "5"),
            Optional.of(Duration.ofSeconds(100))),
        ignored("negative", "-100"),
        ignored("a fraction", "100.5"),
        ignored("letters", "100s"),
        ignored("quotes", "\"100\""),
        ignored("a parameter", "100;a=b"),
        ignored("nothing", ""),
        ignored("the first member invalid", "x, 100"),
        new Row(Level.MUST, "absent", Fields.EMPTY, Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void value(Row row) {
    assertThat(Age.value(row.response())).isEqualTo(row.value());
  }

  @Test
  @DisplayName("MUST: the apparent age is never negative")
  void apparent() {
    assertThat(Age.apparent(DATE, DATE.plusSeconds(9))).isEqualTo(Duration.ofSeconds(9));
    assertThat(Age.apparent(DATE, DATE.minusSeconds(9))).isEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("MUST: the corrected value adds the time of the exchange to Age")
  void correctedValue() {
    assertThat(Age.correctedValue(Duration.ofSeconds(30), DATE, DATE.plusMillis(1500)))
        .isEqualTo(Duration.ofMillis(31_500));
  }

  @Test
  @DisplayName("MUST: the initial age is the greater of the apparent age and the corrected value")
  void correctedInitial() {
    Fields young = Fields.of("Date", HttpDate.format(DATE), "Age", "3");
    assertThat(Age.correctedInitial(young, DATE, DATE.plusSeconds(2)))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(Age.correctedInitial(young, DATE.plusSeconds(60), DATE.plusSeconds(61)))
        .isEqualTo(Duration.ofSeconds(61));
  }

  @Test
  @DisplayName("MUST: without a valid Date the apparent age is zero")
  void withoutDate() {
    assertThat(Age.correctedInitial(Fields.of("Date", "x", "Age", "3"), DATE, DATE))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  @DisplayName("MUST: the current age grows with the time since; OPS-4 never below the initial age")
  void current() {
    Duration initial = Duration.ofSeconds(5);
    assertThat(Age.current(initial, DATE, DATE.plusSeconds(7))).isEqualTo(Duration.ofSeconds(12));
    assertThat(Age.current(initial, DATE, DATE.minusSeconds(7))).isEqualTo(initial);
  }

  @Test
  @DisplayName("MUST: an age is sent in whole seconds, 2^31 at most")
  void text() {
    assertThat(Age.text(Duration.ofMillis(12_999))).isEqualTo("12");
    assertThat(Age.text(Duration.ofDays(1_000_000))).isEqualTo("2147483648");
  }

  @Test
  @DisplayName("any value is read without failing")
  void total() {
    RandomText.values(5_1)
        .flatMap(value -> Age.value(Fields.of("Age", value)).stream())
        .forEach(age -> assertThat(age).isBetween(Duration.ZERO, Grammar.GREATEST_DELTA));
  }
}
