package dev.edgecache.http.conditional;

import static dev.edgecache.http.conditional.Preconditions.Outcome.ASK_ORIGIN;
import static dev.edgecache.http.conditional.Preconditions.Outcome.NOT_MODIFIED;
import static dev.edgecache.http.conditional.Preconditions.Outcome.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §13 and RFC 9111 §4.3.2: preconditions against a stored response")
class Rfc9110Section13PreconditionsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String BEFORE = "Sat, 21 Nov 2026 10:00:00 GMT";
  private static final String MODIFIED = "Sat, 21 Nov 2026 11:00:00 GMT";
  private static final String AFTER = "Sat, 21 Nov 2026 11:30:00 GMT";
  private static final Fields STORED =
      Fields.of("Date", AFTER, "ETag", "\"v1\"", "Last-Modified", MODIFIED);

  record Row(
      Level level,
      String requirement,
      String method,
      Fields request,
      ResponseHead stored,
      Preconditions.Outcome outcome) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row row(
      Level level, String requirement, Fields request, Preconditions.Outcome outcome) {
    return row(level, requirement, request, STORED, outcome);
  }

  private static Row row(
      Level level,
      String requirement,
      Fields request,
      Fields stored,
      Preconditions.Outcome outcome) {
    return new Row(level, requirement, "GET", request, new ResponseHead(200, stored), outcome);
  }

  private static Fields ifNoneMatch(String... values) {
    Fields.Builder fields = Fields.builder();
    for (String value : values) {
      fields.add("If-None-Match", value);
    }
    return fields.build();
  }

  private static Fields ifModifiedSince(String value) {
    return Fields.of("If-Modified-Since", value);
  }

  static Stream<Row> ifNoneMatchRows() {
    return Stream.of(
        row(Level.MUST, "no precondition", Fields.EMPTY, PROCEED),
        row(Level.MUST, "the tag matches", ifNoneMatch("\"v1\""), NOT_MODIFIED),
        row(Level.MUST, "a weak tag matches", ifNoneMatch("W/\"v1\""), NOT_MODIFIED),
        row(Level.MUST, "another tag", ifNoneMatch("\"v2\""), PROCEED),
        row(Level.MUST, "a list", ifNoneMatch("\"v0\", \"v1\", \"v2\""), NOT_MODIFIED),
        row(Level.MUST, "a list without spaces", ifNoneMatch("\"v0\",\"v1\""), NOT_MODIFIED),
        row(Level.MUST, "several lines", ifNoneMatch("\"v0\"", "\"v1\""), NOT_MODIFIED),
        row(Level.MUST, "empty members", ifNoneMatch(", ,\"v1\","), NOT_MODIFIED),
        row(Level.MUST, "a comma in a tag", ifNoneMatch("\"a,b\", \"v1\""), NOT_MODIFIED),
        row(
            Level.MUST,
            "a comma in the stored tag",
            ifNoneMatch("\"x\", \"a,b\""),
            Fields.of("Date", AFTER, "ETag", "\"a,b\""),
            NOT_MODIFIED),
        row(Level.MUST, "a backslash at the end", ifNoneMatch("\"a\\\", \"v1\""), NOT_MODIFIED),
        row(Level.MUST, "the star", ifNoneMatch("*"), NOT_MODIFIED),
        row(
            Level.MUST,
            "the star, though there is no tag",
            ifNoneMatch(" * "),
            Fields.of("Date", AFTER),
            NOT_MODIFIED),
        row(Level.OURS, "a star in a list is no tag", ifNoneMatch("\"v2\", *"), PROCEED),
        row(Level.OURS, "a tag without quotes", ifNoneMatch("v1"), NOT_MODIFIED),
        row(Level.OURS, "an open quote is no tag", ifNoneMatch("\"v1"), PROCEED),
        row(
            Level.MUST,
            "no stored tag, no match",
            ifNoneMatch("\"v1\""),
            Fields.of("Date", AFTER, "Last-Modified", MODIFIED),
            PROCEED),
        row(
            Level.MUST,
            "If-Modified-Since does not count beside it",
            Fields.of("If-None-Match", "\"v2\"", "If-Modified-Since", AFTER),
            PROCEED),
        row(
            Level.MUST,
            "nor beside a malformed one",
            Fields.of("If-None-Match", "", "If-Modified-Since", AFTER),
            PROCEED));
  }

  static Stream<Row> ifModifiedSinceRows() {
    return Stream.of(
        row(Level.SHOULD, "not modified since then", ifModifiedSince(MODIFIED), NOT_MODIFIED),
        row(Level.SHOULD, "nor since later", ifModifiedSince(AFTER), NOT_MODIFIED),
        row(Level.SHOULD, "modified since then", ifModifiedSince(BEFORE), PROCEED),
        row(Level.MUST, "an invalid date is ignored", ifModifiedSince("tomorrow"), PROCEED),
        row(
            Level.MUST,
            "a date in another format",
            ifModifiedSince("Saturday, 21-Nov-26 11:00:00 GMT"),
            NOT_MODIFIED),
        row(
            Level.MUST,
            "two dates are ignored",
            Fields.of("If-Modified-Since", AFTER, "If-Modified-Since", AFTER),
            PROCEED),
        row(
            Level.SHOULD,
            "Date stands for a missing Last-Modified",
            ifModifiedSince(AFTER),
            Fields.of("Date", AFTER),
            NOT_MODIFIED),
        row(
            Level.SHOULD,
            "an earlier time than Date",
            ifModifiedSince(MODIFIED),
            Fields.of("Date", AFTER),
            PROCEED),
        row(
            Level.OURS,
            "an invalid Last-Modified proves nothing",
            ifModifiedSince(AFTER),
            Fields.of("Date", AFTER, "Last-Modified", "0"),
            PROCEED));
  }

  static Stream<Row> otherRows() {
    Fields tag = ifNoneMatch("\"v1\"");
    return Stream.of(
        row(Level.MUST, "If-Match is the origin's", Fields.of("If-Match", "\"v1\""), ASK_ORIGIN),
        row(
            Level.MUST,
            "If-Unmodified-Since is the origin's",
            Fields.of("If-Unmodified-Since", AFTER),
            ASK_ORIGIN),
        new Row(Level.MUST, "HEAD", "HEAD", tag, new ResponseHead(200, STORED), NOT_MODIFIED),
        new Row(Level.SHOULD, "a 206", "GET", tag, new ResponseHead(206, STORED), NOT_MODIFIED),
        new Row(Level.MUST, "not of a 404", "GET", tag, new ResponseHead(404, STORED), PROCEED),
        new Row(Level.MUST, "not of a 301", "GET", tag, new ResponseHead(301, STORED), PROCEED),
        new Row(
            Level.MUST,
            "If-None-Match of a POST is the origin's",
            "POST",
            tag,
            new ResponseHead(200, STORED),
            ASK_ORIGIN),
        new Row(
            Level.MUST,
            "If-Modified-Since of a POST is ignored",
            "POST",
            ifModifiedSince(AFTER),
            new ResponseHead(200, STORED),
            PROCEED));
  }

  @ParameterizedTest
  @MethodSource({"ifNoneMatchRows", "ifModifiedSinceRows", "otherRows"})
  void evaluates(Row row) {
    assertThat(Preconditions.evaluate(request(row.method(), row.request()), row.stored(), NOW))
        .isEqualTo(row.outcome());
  }

  @Test
  @DisplayName("any value is evaluated without failing, and none makes a 304 of another tag")
  void total() {
    ResponseHead stored = new ResponseHead(200, Fields.of("ETag", "\"unguessed\"", "Date", AFTER));
    RandomText.values(13_2_2)
        .filter(value -> !value.isBlank() && !value.trim().equals("*"))
        .forEach(
            value ->
                assertThat(Preconditions.evaluate(request("GET", ifNoneMatch(value)), stored, NOW))
                    .isEqualTo(PROCEED));
  }

  private static RequestHead request(String method, Fields fields) {
    return new RequestHead(method, "https", "api.shop.example", "/", null, fields);
  }
}
