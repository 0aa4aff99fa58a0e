package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9213: targeted fields")
class Rfc9213TargetedDirectivesTest {

  private static final List<String> TARGET_LIST =
      List.of("Edge-Cache-Control", "CDN-Cache-Control");

  /** A row whose expectation is the max-age that holds, empty if no targeted field is in force. */
  record Row(Level level, String requirement, Fields response, Optional<Duration> maxAge) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Fields cdn(String value) {
    return Fields.of("CDN-Cache-Control", value, "Cache-Control", "max-age=7");
  }

  private static Optional<Duration> seconds(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(Level.MUST, "a valid field is in force", cdn("max-age=60"), seconds(60)),
        new Row(
            Level.MUST,
            "the first of the list wins",
            Fields.of("CDN-Cache-Control", "max-age=60", "edge-cache-control", "max-age=5"),
            seconds(5)),
        new Row(
            Level.MUST,
            "an invalid first one is ignored",
            Fields.of("CDN-Cache-Control", "max-age=60", "Edge-Cache-Control", "max-age=5,"),
            seconds(60)),
        new Row(
            Level.MUST,
            "an empty first one is ignored",
            Fields.of("CDN-Cache-Control", "max-age=60", "Edge-Cache-Control", " "),
            seconds(60)),
        new Row(
            Level.MUST,
            "lines are combined",
            Fields.of("CDN-Cache-Control", "public", "CDN-Cache-Control", "max-age=60"),
            seconds(60)),
        new Row(
            Level.MUST,
            "a line that does not parse spoils all",
            Fields.of("CDN-Cache-Control", "max-age=60", "CDN-Cache-Control", "&"),
            Optional.empty()),
        new Row(Level.MUST, "upper case does not parse", cdn("Max-Age=60"), Optional.empty()),
        new Row(
            Level.MUST, "a space at the sign does not parse", cdn("max-age= 60"), Optional.empty()),
        new Row(
            Level.MUST,
            "of one key twice the last holds",
            cdn("max-age=5, max-age=60"),
            seconds(60)),
        new Row(Level.MUST, "parameters are ignored", cdn("max-age=60;a=b"), seconds(60)),
        new Row(Level.SHOULD, "a decimal is not converted", cdn("max-age=60.0"), seconds(0)),
        new Row(Level.SHOULD, "a string is not converted", cdn("max-age=\"60\""), seconds(0)),
        new Row(Level.SHOULD, "a negative number is stale", cdn("max-age=-60"), seconds(0)),
        new Row(
            Level.MUST,
            "no field, nothing in force",
            Fields.of("Cache-Control", "a"),
            Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    assertThat(
            ResponseDirectives.targeted(row.response(), TARGET_LIST)
                .flatMap(ResponseDirectives::maxAge))
        .isEqualTo(row.maxAge());
  }

  @Test
  @DisplayName("MUST: all directives that a targeting cache supports are read (§2.2)")
  void otherDirectives() {
    ResponseDirectives directives =
        ResponseDirectives.targeted(
                cdn("no-store, must-revalidate, private=\"X-User\", no-cache, public=?0"),
                TARGET_LIST)
            .orElseThrow();
    assertThat(directives.noStore()).isTrue();
    assertThat(directives.mustRevalidate()).isTrue();
    assertThat(directives.noCache()).isTrue();
    assertThat(directives.isPrivate()).isFalse();
    assertThat(directives.privateFields()).containsExactly("x-user");
    assertThat(directives.isPublic()).isFalse();
    assertThat(directives.maxAge()).isEmpty();
  }
}
