package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.Body;
import dev.edgecache.body.HeapBody;
import dev.edgecache.body.PartBody;
import dev.edgecache.consistency.Floor;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.range.ByteRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9111 §3.3 and §3.4: incomplete responses")
class Rfc9111Section3_3IncompleteTest {

  private static final String WHOLE = "0123456789";
  private static final String TAG = "ETag: \"v1\"";

  private static Fields fields(String lines) {
    Fields.Builder fields = Fields.builder();
    lines
        .lines()
        .forEach(
            line ->
                fields.add(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
    return fields.build();
  }

  /** Bytes {@code first} to {@code last} of {@link #WHOLE}. */
  private static StoredResponse part(int first, int last, String lines) {
    byte[] bytes = WHOLE.substring(first, last + 1).getBytes(StandardCharsets.US_ASCII);
    StoredResponse stored = Stored.response().get();
    return new StoredResponse(
        new ResponseHead(200, fields(lines)),
        stored.variant(),
        stored.times(),
        stored.terms(),
        stored.provenance(),
        new PartBody(new ByteRange(first, last), WHOLE.length(), bytes));
  }

  private static RequestHead request(String lines) {
    return new RequestHead("GET", "http", "shop.example", "/p", null, fields(lines));
  }

  @ParameterizedTest(name = "{0} of {1} bytes is {2}")
  @CsvSource({
    "bytes 0-4/10, 5, 0-4/10",
    "bytes 5-9/10, 5, 5-9/10",
    "BYTES 0-9/10, 10, 0-9/10",
    // The content ends before the end that it claims: that is the end. It never passes for a whole.
    "bytes 4-9/10, 5, 4-8/9",
    "bytes 0-9/10, 5, none",
    "bytes 4-8/10, 4, none",
    "bytes 4-8/10, 6, none",
    "bytes 0-4/10, 0, none",
    "bytes 0-4/*, 5, none",
    "bytes */10, 5, none",
    "lines 0-4/10, 5, none"
  })
  void isThePartThatItIs(String contentRange, int length, String expected) {
    Optional<PartBody> body =
        Incomplete.bodyOf(Fields.of("Content-Range", contentRange), new byte[length]);

    assertThat(body.map(Rfc9111Section3_3IncompleteTest::text).orElse("none")).isEqualTo(expected);
  }

  private static String text(Body body) {
    return body.part().map(held -> held.first() + "-" + held.last()).orElse("all")
        + "/"
        + body.length().orElseThrow();
  }

  /** A stored part, a request, and what is decided. */
  record Row(String requirement, StoredResponse stored, String request, long age, String decided) {
    @Override
    public String toString() {
      return requirement;
    }
  }

  static Stream<Row> decisions() {
    StoredResponse head = part(0, 4, TAG);
    return Stream.of(
        new Row("MAY answer a range within it", head, "Range: bytes=1-3", 1, "Serve"),
        new Row("MAY answer several", head, "Range: bytes=0-0,4-4", 1, "Serve"),
        new Row("MAY answer what it ends with", part(5, 9, TAG), "Range: bytes=-2", 1, "Serve"),
        new Row("MAY answer that nothing changed", head, "If-None-Match: \"v1\"", 1, "Serve"),
        new Row("MAY tell a range beyond the end", head, "Range: bytes=10-", 1, "Serve"),
        new Row("MUST NOT answer for the whole", head, "", 1, "Complete 5-9"),
        new Row("MAY ask for its beginning", part(5, 9, TAG), "", 1, "Complete 0-4"),
        new Row("MUST NOT answer a range beyond it", head, "Range: bytes=1-5", 1, "Fetch PARTIAL"),
        new Row("MUST NOT answer an open range", head, "Range: bytes=1-", 1, "Fetch PARTIAL"),
        new Row("asks for all where it lacks both ends", part(2, 4, TAG), "", 1, "Fetch PARTIAL"),
        new Row(
            "MUST NOT answer a range of something else",
            head,
            "Range: bytes=1-3\nIf-Range: \"v2\"",
            1,
            "Fetch PARTIAL"),
        new Row("asks for all where it is stale", head, "", 60, "Fetch STALE"),
        new Row(
            "MUST validate it where it is stale", head, "Range: bytes=1-3", 60, "Revalidate STALE"),
        new Row("asks for all under no-cache", head, "Cache-Control: no-cache", 1, "Fetch REQUEST"),
        new Row(
            "never asks under only-if-cached", head, "Cache-Control: only-if-cached", 1, "Refuse"));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decides(Row row) {
    RequestHead request = request(row.request);
    Decision decision =
        Decision.decide(
            new Lookup.Found(row.stored).holding(request, Stored.THEN),
            RequestDirectives.parse(request.fields()),
            Floor.NONE,
            Duration.ZERO,
            Stored.THEN.plusSeconds(row.age));

    assertThat(nameOf(decision)).isEqualTo(row.decided);
  }

  private static String nameOf(Decision decision) {
    return switch (decision) {
      case Decision.Complete(var part, var missing) ->
          "Complete " + missing.first() + "-" + missing.last();
      case Decision.Fetch(var reason, var variants) -> "Fetch " + reason;
      case Decision.Revalidate(var stored, var reason) -> "Revalidate " + reason;
      case Decision.Serve serve -> "Serve";
      case Decision.ServeWhileRevalidating serve -> "ServeWhileRevalidating";
      case Decision.Refuse refuse -> "Refuse";
    };
  }

  @Test
  @DisplayName("MUST NOT offer the validator of a part for the whole that another variant is")
  void offersNoValidatorOfAPart() {
    Decision decision =
        Decision.decide(
            new Lookup.VaryMiss(List.of(part(0, 4, TAG))),
            RequestDirectives.NONE,
            Floor.NONE,
            Duration.ZERO,
            Stored.THEN);

    assertThat(decision).isEqualTo(new Decision.Fetch(Decision.Reason.VARY_MISS, List.of()));
  }

  @ParameterizedTest(name = "{0}-{1} with {2}: {3}, {4}")
  @CsvSource({
    "0, 4, 'ETag: \"v1\"', bytes=5-, '\"v1\"'",
    "5, 9, 'ETag: \"v1\"', bytes=0-4, '\"v1\"'",
    "0, 4, 'ETag: W/\"v1\"', bytes=5-, none",
    "0, 4, 'X: y', bytes=5-, none"
  })
  void asksForWhatIsMissing(int first, int last, String field, String range, String ifRange) {
    StoredResponse part = part(first, last, field);
    RequestHead asked =
        Incomplete.requestFor(
            Incomplete.missing((PartBody) part.body()).orElseThrow(),
            request("If-None-Match: \"v0\"\nX-Other: 1"),
            part);

    assertThat(asked.fields().all("Range")).containsExactly(range);
    assertThat(Optional.ofNullable(asked.fields().first("If-Range")).orElse("none"))
        .isEqualTo(ifRange);
    assertThat(asked.fields().contains("If-None-Match")).isFalse();
    assertThat(asked.fields().first("X-Other")).isEqualTo("1");
  }

  @Test
  @DisplayName("a strong Last-Modified stands in for an entity tag")
  void asksOnTheDate() {
    String modified = "Fri, 27 Nov 2026 07:00:00 GMT";
    StoredResponse part =
        part(0, 4, "Date: Fri, 27 Nov 2026 08:00:00 GMT\nLast-Modified: " + modified);

    assertThat(
            Incomplete.requestFor(new ByteRange(5, 9), request(""), part)
                .fields()
                .first("If-Range"))
        .isEqualTo(modified);
  }

  @ParameterizedTest(name = "MUST NOT unless {2}")
  @CsvSource({
    "'ETag: \"v1\"', 'Content-Range: bytes 5-9/10\nETag: \"v1\"', it fits, true",
    "'ETag: \"v1\"', 'Content-Range: bytes 5-9/10\nETag: \"v2\"', the tag is the same, false",
    "'ETag: \"v1\"', 'Content-Range: bytes 5-9/10', there is a tag, false",
    "'ETag: W/\"1\"', 'Content-Range: bytes 5-9/10\nETag: W/\"1\"', the tag is strong, false",
    "'X: y', 'Content-Range: bytes 5-9/10', there is a validator, false",
    "'ETag: \"v1\"', 'Content-Range: bytes 5-9/11\nETag: \"v1\"', the length is the same, false",
    "'ETag: \"v1\"', 'Content-Range: bytes 4-9/10\nETag: \"v1\"', it is what was asked, false",
    "'ETag: \"v1\"', 'ETag: \"v1\"', it says which part it is, false"
  })
  void completes(String stored, String partial, String requirement, boolean completed) {
    Optional<ResponseHead> head =
        Incomplete.completed(
            part(0, 4, stored), new ByteRange(5, 9), new ResponseHead(206, fields(partial)));

    assertThat(head.isPresent()).as(requirement).isEqualTo(completed);
    head.ifPresent(
        whole -> {
          assertThat(whole.status()).isEqualTo(200);
          assertThat(whole.fields().contains("Content-Range")).isFalse();
        });
  }

  @ParameterizedTest(name = "{0}-{1} and {2}-{3}: {4}")
  @CsvSource({
    "0, 4, 5, 9, all/10",
    "5, 9, 0, 4, all/10",
    "0, 2, 3, 4, 0-4/10",
    "0, 5, 3, 7, 0-7/10",
    "2, 3, 0, 8, 0-8/10",
    "0, 2, 4, 9, none"
  })
  void combines(int first, int last, int otherFirst, int otherLast, String expected) {
    Optional<Body> body =
        Incomplete.combined(part(first, last, TAG), part(otherFirst, otherLast, TAG))
            .map(StoredResponse::body);

    assertThat(body.map(Rfc9111Section3_3IncompleteTest::text).orElse("none")).isEqualTo(expected);
    body.filter(HeapBody.class::isInstance)
        .ifPresent(
            whole ->
                assertThat(StandardCharsets.US_ASCII.decode(whole.whole().orElseThrow()).toString())
                    .isEqualTo(WHOLE));
  }

  @ParameterizedTest
  @CsvSource({"'ETag: \"v2\"'", "'ETag: W/\"v1\"'", "'X: y'"})
  @DisplayName("MUST NOT combine without the same strong validator")
  void combinesOnlyOneRepresentation(String other) {
    assertThat(Incomplete.combined(part(0, 4, TAG), part(5, 9, other))).isEmpty();
    assertThat(Incomplete.combined(part(0, 4, other), part(5, 9, TAG))).isEmpty();
    assertThat(Incomplete.combined(part(0, 4, "X: y"), part(5, 9, "X: y"))).isEmpty();
  }
}
