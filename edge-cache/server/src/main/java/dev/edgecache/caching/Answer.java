package dev.edgecache.caching;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.conditional.IfRange;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.http.range.ByteRanges;
import dev.edgecache.http.range.ContentRange;
import dev.edgecache.http.range.RangeSelection;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a request gets of a stored response: all of it, a part of it, or the news that its
 * preconditions decide (RFC 9110 §13.2, §14).
 *
 * @param status the status code
 * @param fields the field lines, without Age
 * @param part which bytes of the body go out
 */
public record Answer(int status, Fields fields, Part part) {

  /** Which bytes of a body an answer carries. */
  public sealed interface Part {

    /** All of them. */
    record Whole() implements Part {}

    /** None; the length that the whole has, where the answer tells it (an answer to HEAD). */
    record None(OptionalLong length) implements Part {}

    /** One range. */
    record Slice(ByteRange range) implements Part {}

    /**
     * Several ranges, to be sent as {@code multipart/byteranges}.
     *
     * @param completeLength the length of the whole in bytes
     */
    record Several(List<ByteRange> ranges, long completeLength) implements Part {}
  }

  private static final Part WHOLE = new Part.Whole();
  private static final Part NOTHING = new Part.None(OptionalLong.empty());

  /** The fields that describe content, which a 304 or 416 does not have (RFC 9110 §15.4.5). */
  private static final Set<String> ABOUT_CONTENT =
      Set.of(
          FieldNames.CONTENT_ENCODING,
          FieldNames.CONTENT_LENGTH,
          FieldNames.CONTENT_RANGE,
          FieldNames.CONTENT_TYPE,
          "Content-Language");

  /** Whether a body that holds no more than a part of the whole has the bytes that go out. */
  boolean isWithin(ByteRange held) {
    return switch (part) {
      case Part.None none -> true;
      case Part.Whole whole -> false;
      case Part.Slice(var range) -> held.contains(range);
      case Part.Several(var ranges, var length) -> ranges.stream().allMatch(held::contains);
    };
  }

  /** The answer to a GET or HEAD request that selects the stored response. */
  public static Answer of(StoredResponse stored, RequestHead request, Instant now) {
    int status = stored.head().status();
    Fields fields = stored.head().fields();
    if (Preconditions.evaluate(request, stored.head(), now) == Preconditions.Outcome.NOT_MODIFIED) {
      return new Answer(304, fields.without(ABOUT_CONTENT), NOTHING);
    }
    if (request.method().equals("HEAD")) {
      return new Answer(status, fields, new Part.None(stored.body().length()));
    }
    OptionalLong length = stored.body().length();
    // Another encoder may make other bytes under the same tag: ranges are of the origin's bytes.
    return status == 200
            && length.isPresent()
            && request.fields().contains(FieldNames.RANGE)
            && !stored.isEncodedHere()
            && IfRange.permits(request.fields(), fields, now)
        ? partOf(fields, ByteRanges.select(request, length.getAsLong()), length.getAsLong())
        : new Answer(status, fields, WHOLE);
  }

  private static Answer partOf(Fields fields, RangeSelection selection, long length) {
    return switch (selection) {
      case RangeSelection.Whole() -> new Answer(200, fields, WHOLE);
      case RangeSelection.Unsatisfiable() ->
          new Answer(
              416,
              fields
                  .without(ABOUT_CONTENT)
                  .with(FieldNames.CONTENT_RANGE, new ContentRange.NoPart(length).text()),
              NOTHING);
      case RangeSelection.Single(var range) ->
          new Answer(
              206,
              fields.with(FieldNames.CONTENT_RANGE, ContentRange.of(range, length).text()),
              new Part.Slice(range));
      case RangeSelection.Several(var ranges) ->
          new Answer(206, fields, new Part.Several(ranges, length));
    };
  }
}
