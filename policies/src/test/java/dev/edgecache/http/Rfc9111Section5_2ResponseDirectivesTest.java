package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9111 §5.2.2: response directives")
class Rfc9111Section5_2ResponseDirectivesTest {

  private static final String GREATEST = "PT596523H14M8S"; // 2^31 seconds
  private static final String ABSENT = "Optional.empty";

  /** A row that expects one term of the directives; its lines are parted by a vertical bar. */
  record Row(
      Level level,
      String requirement,
      String lines,
      Function<ResponseDirectives, Object> term,
      String expected) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + lines;
    }
  }

  private static Row row(
      Level level,
      String requirement,
      String lines,
      Function<ResponseDirectives, Object> term,
      String expected) {
    return new Row(level, requirement, lines, term, expected);
  }

  private static String seconds(long seconds) {
    return "Optional[" + Duration.ofSeconds(seconds) + "]";
  }

  static Stream<Row> maxAge() {
    Function<ResponseDirectives, Object> maxAge = ResponseDirectives::maxAge;
    return Stream.of(
        row(Level.MUST, "seconds", "max-age=60", maxAge, seconds(60)),
        row(Level.MUST, "case is ignored", "MaX-AgE=60", maxAge, seconds(60)),
        row(Level.MUST, "any position", "public, max-age=60, foo", maxAge, seconds(60)),
        row(Level.MUST, "any line", "public|max-age=60", maxAge, seconds(60)),
        row(Level.MUST, "spaces around members", "  public ,\tmax-age=60  ", maxAge, seconds(60)),
        row(Level.MUST, "no spaces", "public,max-age=60,foo", maxAge, seconds(60)),
        row(Level.SHOULD, "the quoted form", "max-age=\"60\"", maxAge, seconds(60)),
        row(Level.MUST, "leading zeros", "max-age=0060", maxAge, seconds(60)),
        row(
            Level.MUST,
            "2^31 on overflow",
            "max-age=2147483649",
            maxAge,
            "Optional[" + GREATEST + "]"),
        row(
            Level.MUST,
            "2^31 on overflow of any length",
            "max-age=99999999999999999999999999",
            maxAge,
            "Optional[" + GREATEST + "]"),
        row(Level.MUST, "quoted text is not a directive", "a=\"max-age=60\"", maxAge, ABSENT),
        row(
            Level.MUST,
            "quoted text is not a directive, before it",
            "a=\"x, max-age=3600\", max-age=1",
            maxAge,
            seconds(1)),
        row(Level.MUST, "names are whole", "x-max-age=60", maxAge, ABSENT),
        row(Level.MUST, "s-maxage is another", "s-maxage=60", maxAge, ABSENT),
        row(Level.MUST, "absent", "public", maxAge, ABSENT),
        row(Level.SHOULD, "of several the least", "max-age=60, max-age=5", maxAge, seconds(5)),
        row(Level.SHOULD, "of several lines the least", "max-age=5|max-age=60", maxAge, seconds(5)),
        row(Level.SHOULD, "one invalid: stale", "max-age=60, max-age=x", maxAge, seconds(0)),
        row(Level.SHOULD, "negative: stale", "max-age=-1", maxAge, seconds(0)),
        row(Level.SHOULD, "a fraction: stale", "max-age=1.5", maxAge, seconds(0)),
        row(Level.SHOULD, "letters: stale", "max-age=60a", maxAge, seconds(0)),
        row(Level.SHOULD, "no value: stale", "max-age", maxAge, seconds(0)),
        row(Level.SHOULD, "an empty value: stale", "max-age=", maxAge, seconds(0)),
        row(Level.SHOULD, "single quotes: stale", "max-age='60'", maxAge, seconds(0)),
        row(Level.SHOULD, "an open quote: stale", "max-age=\"60", maxAge, seconds(0)),
        row(
            Level.SHOULD,
            "a space before the equals sign: stale",
            "max-age =60",
            maxAge,
            seconds(0)),
        row(
            Level.SHOULD,
            "a space after the equals sign: stale",
            "max-age= 60",
            maxAge,
            seconds(0)),
        row(Level.SHOULD, "a parameter: stale", "max-age=60;a=b", maxAge, seconds(0)),
        row(Level.SHOULD, "no comma before it: stale", "public max-age=60", maxAge, seconds(0)));
  }

  static Stream<Row> restrictions() {
    Function<ResponseDirectives, Object> noStore = ResponseDirectives::noStore;
    Function<ResponseDirectives, Object> noCache = ResponseDirectives::noCache;
    Function<ResponseDirectives, Object> isPrivate = ResponseDirectives::isPrivate;
    return Stream.of(
        row(Level.MUST, "SEC-7 alone", "no-store", noStore, "true"),
        row(Level.MUST, "SEC-7 in upper case", "NO-STORE", noStore, "true"),
        row(Level.MUST, "SEC-7 in a list", "max-age=60,no-store, public", noStore, "true"),
        row(Level.MUST, "SEC-7 in another line", "max-age=60|no-store", noStore, "true"),
        row(Level.OURS, "SEC-7 with an argument", "no-store=1", noStore, "true"),
        row(Level.OURS, "SEC-7 with an empty argument", "no-store=", noStore, "true"),
        row(Level.OURS, "SEC-7 after a semicolon", "max-age=60; no-store", noStore, "true"),
        row(Level.OURS, "SEC-7 after a space", "public no-store", noStore, "true"),
        row(Level.OURS, "SEC-7 behind an open quote", "a=\"b, no-store", noStore, "true"),
        row(Level.OURS, "SEC-7 in quotes", "\"no-store\"", noStore, "true"),
        row(
            Level.OURS,
            "SEC-7 in a list in quotes",
            "\"public, no-store\", max-age=60",
            noStore,
            "true"),
        row(
            Level.OURS,
            "SEC-7 between quotes in the midst of an argument",
            "max-age=1\"x, no-store, y\"",
            noStore,
            "true"),
        row(
            Level.MUST,
            "as an argument of an extension it is none",
            "a=no-store",
            noStore,
            "false"),
        row(Level.MUST, "as a quoted argument it is none", "a=\"no-store\"", noStore, "false"),
        row(Level.MUST, "no-cache", "no-cache", noCache, "true"),
        row(Level.MUST, "no-cache for fields is not for all", "no-cache=\"a\"", noCache, "false"),
        row(Level.MUST, "both forms", "no-cache=\"a\", no-cache", noCache, "true"),
        row(Level.OURS, "no-cache for no fields is for all", "no-cache=\"\"", noCache, "true"),
        row(Level.OURS, "no-cache for no names is for all", "no-cache=\"a b\"", noCache, "true"),
        row(Level.OURS, "no-cache malformed is for all", "no-cache=\"a", noCache, "true"),
        row(Level.MUST, "private", "private", isPrivate, "true"),
        row(Level.MUST, "private for fields is not for all", "private=\"a\"", isPrivate, "false"),
        row(
            Level.OURS,
            "private with one bad name is for all",
            "private=\"a, b c\"",
            isPrivate,
            "true"),
        row(Level.OURS, "private malformed is for all", "private= a", isPrivate, "true"),
        row(
            Level.MUST,
            "fields of private, in lower case",
            "private=\"Set-Cookie, X-User\", private=\"x-more\"",
            ResponseDirectives::privateFields,
            "[set-cookie, x-user, x-more]"),
        row(
            Level.SHOULD,
            "fields of no-cache as a token",
            "no-cache=Set-Cookie",
            ResponseDirectives::noCacheFields,
            "[set-cookie]"));
  }

  static Stream<Row> others() {
    return Stream.of(
        row(Level.MUST, "s-maxage", "s-maxage=5", ResponseDirectives::sMaxAge, seconds(5)),
        row(Level.MUST, "public", "Public", ResponseDirectives::isPublic, "true"),
        row(
            Level.MUST,
            "must-revalidate",
            "must-revalidate",
            ResponseDirectives::mustRevalidate,
            "true"),
        row(
            Level.MUST,
            "proxy-revalidate",
            "proxy-revalidate",
            ResponseDirectives::proxyRevalidate,
            "true"),
        row(
            Level.MUST,
            "must-understand",
            "must-understand",
            ResponseDirectives::mustUnderstand,
            "true"),
        row(Level.MUST, "no-transform", "no-transform", ResponseDirectives::noTransform, "true"),
        row(Level.MUST, "immutable (RFC 8246)", "immutable", ResponseDirectives::immutable, "true"),
        row(
            Level.MUST,
            "immutable ignores an argument (RFC 8246 §2)",
            "immutable=1",
            ResponseDirectives::immutable,
            "true"),
        row(
            Level.MUST,
            "stale-while-revalidate (RFC 5861)",
            "stale-while-revalidate=30",
            ResponseDirectives::staleWhileRevalidate,
            seconds(30)),
        row(
            Level.OURS,
            "an invalid stale-while-revalidate grants nothing",
            "stale-while-revalidate=x",
            ResponseDirectives::staleWhileRevalidate,
            seconds(0)),
        row(
            Level.MUST,
            "stale-if-error (RFC 5861)",
            "stale-if-error=30",
            ResponseDirectives::staleIfError,
            seconds(30)));
  }

  @ParameterizedTest
  @MethodSource({"maxAge", "restrictions", "others"})
  void says(Row row) {
    Fields.Builder response = Fields.builder().add("Content-Type", "text/plain");
    for (String line : row.lines().split("\\|", -1)) {
      response.add("cache-control", line);
    }
    ResponseDirectives directives = ResponseDirectives.parse(response.build());
    assertThat(row.term().apply(directives)).hasToString(row.expected());
  }

  @Test
  @DisplayName("no directives where there is no field")
  void none() {
    assertThat(ResponseDirectives.parse(Fields.EMPTY)).isSameAs(ResponseDirectives.NONE);
  }

  @ParameterizedTest
  @MethodSource("random")
  @DisplayName("any value is read without failing, and a directive more never loosens it")
  void total(long seed) {
    RandomText.values(seed)
        .forEach(
            value -> {
              ResponseDirectives alone =
                  ResponseDirectives.parse(Fields.of("Cache-Control", value));
              ResponseDirectives more =
                  ResponseDirectives.parse(
                      Fields.of("Cache-Control", value, "Cache-Control", "max-age=5, no-store"));
              assertThat(more.noStore()).isTrue();
              assertThat(more.maxAge().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(5));
              assertThat(more.noCache()).isEqualTo(alone.noCache());
              assertThat(more.privateFields()).isEqualTo(alone.privateFields());
            });
  }

  static List<Long> random() {
    return List.of(1L, 2L, 3L);
  }
}
