package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9111 §5.2.1: request directives")
class Rfc9111Section5_2RequestDirectivesTest {

  private static final String GREATEST = "Optional[" + Duration.ofSeconds(1L << 31) + "]";

  record Row(
      Level level,
      String requirement,
      Fields request,
      Function<RequestDirectives, Object> term,
      String expected) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Fields control(String value) {
    return Fields.of("Cache-Control", value);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "no-cache", control("No-Cache"), RequestDirectives::noCache, "true"),
        new Row(Level.MUST, "no-store", control("no-store"), RequestDirectives::noStore, "true"),
        new Row(
            Level.MUST,
            "only-if-cached",
            control("only-if-cached"),
            RequestDirectives::onlyIfCached,
            "true"),
        new Row(
            Level.MUST,
            "no-transform",
            control("no-transform"),
            RequestDirectives::noTransform,
            "true"),
        new Row(
            Level.MUST,
            "max-age",
            control("max-age=0"),
            RequestDirectives::maxAge,
            "Optional[PT0S]"),
        new Row(
            Level.MUST,
            "min-fresh",
            control("min-fresh=10"),
            RequestDirectives::minFresh,
            "Optional[PT10S]"),
        new Row(
            Level.OURS,
            "of several min-fresh the greatest",
            control("min-fresh=10, min-fresh=5"),
            RequestDirectives::minFresh,
            "Optional[PT10S]"),
        new Row(
            Level.OURS,
            "an invalid min-fresh is the greatest",
            control("min-fresh=x"),
            RequestDirectives::minFresh,
            GREATEST),
        new Row(
            Level.MUST,
            "max-stale",
            control("max-stale=10"),
            RequestDirectives::maxStale,
            "Optional[PT10S]"),
        new Row(
            Level.MUST,
            "max-stale without a value has no limit",
            control("max-stale"),
            RequestDirectives::maxStale,
            GREATEST),
        new Row(
            Level.OURS,
            "an invalid max-stale grants nothing",
            control("max-stale=\"x\""),
            RequestDirectives::maxStale,
            "Optional[PT0S]"),
        new Row(
            Level.MUST,
            "stale-if-error (RFC 5861 §4)",
            control("stale-if-error=9"),
            RequestDirectives::staleIfError,
            "Optional[PT9S]"),
        new Row(
            Level.SHOULD,
            "Pragma: no-cache counts where there is no Cache-Control",
            Fields.of("pragma", "x, No-Cache"),
            RequestDirectives::noCache,
            "true"),
        new Row(
            Level.SHOULD,
            "Pragma does not count beside Cache-Control",
            Fields.of("Pragma", "no-cache", "Cache-Control", "max-age=5"),
            RequestDirectives::noCache,
            "false"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void says(Row row) {
    assertThat(row.term().apply(RequestDirectives.parse(row.request())))
        .hasToString(row.expected());
  }

  @Test
  @DisplayName("one shared answer for requests without directives")
  void shared() {
    assertThat(RequestDirectives.parse(Fields.of("Host", "a", "Pragma", "x")))
        .isSameAs(RequestDirectives.NONE);
  }

  @Test
  @DisplayName("any value is read without failing")
  void total() {
    RandomText.values(9111_5_2_1)
        .forEach(
            value -> {
              RequestDirectives directives = RequestDirectives.parse(control(value));
              Stream.of(
                      directives.maxAge(),
                      directives.maxStale(),
                      directives.minFresh(),
                      directives.staleIfError())
                  .flatMap(java.util.Optional::stream)
                  .forEach(
                      term -> assertThat(term).isBetween(Duration.ZERO, Grammar.GREATEST_DELTA));
            });
  }
}
