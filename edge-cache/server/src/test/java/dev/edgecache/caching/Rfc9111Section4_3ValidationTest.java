package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 9111 §3.2 and §4.3: what the origin is asked about stored responses, and what its answer
 * means for them.
 */
class Rfc9111Section4_3ValidationTest {

  private static final String ASKED = "Lang: en";
  private static final String EARLIER = "Thu, 26 Nov 2026 08:00:00 GMT";
  private static final String LATER = "Thu, 26 Nov 2026 09:00:00 GMT";

  enum Level {
    MUST,
    SHOULD,
    MAY,
    OURS
  }

  /** Stored responses, a message about them, and what it means; fields are parted by bars. */
  record Row(
      Level level, String requirement, List<StoredResponse> stored, String message, String means) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row row(
      Level level, String requirement, String message, String means, StoredResponse... stored) {
    return new Row(level, requirement, List.of(stored), message, means);
  }

  private static Fields fields(String text) {
    Fields.Builder fields = Fields.builder();
    for (String line : text.isEmpty() ? new String[0] : text.split("\\|", -1)) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields.build();
  }

  /** A response for a value of Lang. */
  private static StoredResponse variant(String lang, String fields) {
    StoredResponse stored =
        Stored.response()
            .variant(Variant.of(List.of("lang"), Fields.of("Lang", lang)))
            .body("01234")
            .get();
    return stored.withHead(new ResponseHead(200, fields(fields)));
  }

  private static RequestHead request(String method, String fields) {
    return new RequestHead(method, "https", "shop", "/p", null, fields(fields));
  }

  static Stream<Row> questions() {
    return Stream.of(
        row(
            Level.MUST,
            "the entity tag of the response that is validated",
            ASKED,
            "If-None-Match: \"a\"",
            variant("en", "ETag: \"a\"")),
        row(
            Level.MUST,
            "a weak tag, too",
            ASKED,
            "If-None-Match: W/\"a\"",
            variant("en", "ETag: W/\"a\"")),
        row(
            Level.SHOULD,
            "its date beside it",
            ASKED,
            "If-None-Match: \"a\"|If-Modified-Since: " + EARLIER,
            variant("en", "ETag: \"a\"|Last-Modified: " + EARLIER)),
        row(
            Level.MUST,
            "nothing of what the client has itself",
            ASKED + "|If-None-Match: \"c\"|If-Modified-Since: " + LATER + "|Range: bytes=0-1",
            "If-None-Match: \"a\"",
            variant("en", "ETag: \"a\"")),
        row(
            Level.MUST,
            "the tag of another variant alone tells nothing",
            ASKED,
            "",
            variant("de", "ETag: \"a\"")),
        row(
            Level.OURS,
            "nor do several variants with one tag",
            ASKED,
            "",
            variant("de", "ETag: \"a\""),
            variant("fr", "ETag: \"a\"")),
        row(
            Level.MAY,
            "the tags of other variants, where they tell them apart",
            ASKED,
            "If-None-Match: \"a\", \"b\"",
            variant("de", "ETag: \"a\""),
            variant("fr", "ETag: \"b\"")),
        row(
            Level.OURS,
            "no weak tag and no date of another variant",
            ASKED,
            "If-None-Match: \"a\", \"b\"",
            variant("de", "ETag: \"a\"|Last-Modified: " + EARLIER),
            variant("fr", "ETag: \"b\""),
            variant("es", "ETag: W/\"c\"")));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void asks(Row row) {
    RequestHead request = request("GET", row.message);

    Fields question =
        Revalidation.conditional(request, request.fields(), row.stored).fields().without("Lang");

    assertThat(question).isEqualTo(fields(row.means));
  }

  static Stream<Row> answers() {
    StoredResponse tagged = variant("en", "ETag: \"a\"");
    StoredResponse weak = variant("en", "ETag: W/\"a\"");
    StoredResponse dated = variant("en", "Last-Modified: " + EARLIER);
    StoredResponse german = variant("de", "ETag: \"b\"");
    return Stream.of(
        row(Level.MUST, "the strong tag names it", "ETag: \"a\"", "1", tagged),
        row(Level.MUST, "another strong tag names nothing", "ETag: \"b\"", "", tagged),
        row(Level.MUST, "a strong tag is not the weak one", "ETag: \"a\"", "", weak),
        row(Level.MUST, "the weak tag names the selected one", "ETag: W/\"a\"", "1", weak),
        row(Level.MUST, "a strong tag names another variant", "ETag: \"b\"", "2", tagged, german),
        row(Level.MUST, "a weak tag does not", "ETag: W/\"b\"", "", tagged, german),
        row(Level.MUST, "the date names it", "Last-Modified: " + EARLIER, "1", dated),
        row(Level.MUST, "another date names nothing", "Last-Modified: " + LATER, "", dated),
        row(
            Level.MUST,
            "the date names a response without a tag",
            "ETag: \"new\"|Last-Modified: " + EARLIER,
            "1",
            dated),
        row(
            Level.OURS,
            "the tag counts before the date",
            "ETag: \"b\"|Last-Modified: " + EARLIER,
            "",
            variant("en", "ETag: \"a\"|Last-Modified: " + EARLIER)),
        row(Level.OURS, "without a validator the only one is meant", "", "1", tagged),
        row(Level.MUST, "without a validator none of several", "", "", tagged, german),
        row(Level.MUST, "nor another variant", "", "", german));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void a304Names(Row row) {
    var named = Revalidation.select(row.stored, fields(ASKED), fields(row.message));

    assertThat(named.map(response -> row.stored.indexOf(response) + 1 + "").orElse(""))
        .isEqualTo(row.means);
  }

  static Stream<Row> heads() {
    StoredResponse stored = variant("en", "ETag: \"a\"|Last-Modified: " + EARLIER);
    return Stream.of(
        row(Level.SHOULD, "the same tag", "ETag: \"a\"", "SAME", stored),
        row(Level.SHOULD, "another tag", "ETag: \"b\"", "DIFFERENT", stored),
        row(Level.SHOULD, "the same date", "Last-Modified: " + EARLIER, "SAME", stored),
        row(Level.SHOULD, "another date", "Last-Modified: " + LATER, "DIFFERENT", stored),
        row(
            Level.SHOULD,
            "the same tag and another length",
            "ETag: \"a\"|Content-Length: 6",
            "DIFFERENT",
            stored),
        row(
            Level.SHOULD,
            "the same tag and length",
            "ETag: \"a\"|Content-Length: 5",
            "SAME",
            stored),
        row(
            Level.OURS,
            "the same length proves nothing",
            "Content-Length: 5",
            "NOTHING_TO_COMPARE",
            stored),
        row(
            Level.OURS,
            "a length that is none proves nothing",
            "Content-Length: x",
            "NOTHING_TO_COMPARE",
            stored));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void aHeadCompares(Row row) {
    assertThat(Revalidation.ofHead(row.stored.getFirst(), fields(row.message)).name())
        .isEqualTo(row.means);
  }

  static Stream<Row> strangers() {
    return Stream.of(
        row(Level.MUST, "304 without a condition", "GET 304", "unasked"),
        row(Level.MUST, "304 to If-None-Match", "GET 304 If-None-Match: \"a\"", "asked"),
        row(Level.MUST, "304 to If-Modified-Since", "GET 304 If-Modified-Since: x", "asked"),
        row(Level.MUST, "304 to a range alone", "GET 304 Range: bytes=0-1", "unasked"),
        row(Level.MUST, "304 to HEAD without a condition", "HEAD 304", "unasked"),
        row(Level.MUST, "206 without a range", "GET 206 If-None-Match: \"a\"", "unasked"),
        row(Level.MUST, "206 to a range", "GET 206 Range: bytes=0-1", "asked"),
        row(Level.MAY, "a write is answered as the origin likes", "PUT 304", "asked"),
        row(Level.MUST, "200", "GET 200", "asked"));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void noticesAnswersToAnotherQuestion(Row row) {
    String[] parts = row.message.split(" ", 3);
    RequestHead question = request(parts[0], parts.length == 3 ? parts[2] : "");
    ResponseHead answer = new ResponseHead(Integer.parseInt(parts[1]), Fields.EMPTY);

    assertThat(Revalidation.isUnasked(question, answer) ? "unasked" : "asked").isEqualTo(row.means);
  }

  static Stream<Row> updates() {
    StoredResponse stored =
        variant("en", "A: 1|B: 1|Content-Encoding: gzip|Content-Length: 5|ETag: \"a\"");
    return Stream.of(
        row(Level.MUST, "a field of the answer replaces all lines", "A: 2|A: 3", "A: 2, 3", stored),
        row(Level.MUST, "other fields stay", "A: 2", "B: 1", stored),
        row(Level.MUST, "new fields come in", "C: 2", "C: 2", stored),
        row(Level.MUST, "Content-Length stays", "Content-Length: 0", "Content-Length: 5", stored),
        row(
            Level.MUST,
            "what describes the content stays",
            "Content-Encoding: br",
            "Content-Encoding: gzip",
            stored),
        row(
            Level.MUST,
            "a date counts for the next use",
            "Date: " + LATER,
            "Date: " + LATER,
            stored));
  }

  @ParameterizedTest
  @MethodSource("updates")
  void updates(Row row) {
    ResponseHead merged = Revalidation.merge(row.stored.getFirst().head(), fields(row.message));

    List<String> name = List.of(row.means.split(": ", 2));
    assertThat(merged.fields().combined(name.getFirst())).isEqualTo(name.getLast());
  }
}
