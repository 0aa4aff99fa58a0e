package dev.edgecache.http.range;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.coding.MediaTypePattern;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether a 206 is an answer to its request (RFC 9110 §14.4, §15.3.7). */
public final class PartialContent {

  private static final MediaTypePattern SEVERAL = MediaTypePattern.parse("multipart/byteranges");

  private PartialContent() {}

  /**
   * Whether a 206 may be the answer to a request: one part that is as long as it says, or several
   * where several were asked for. Which part it is, its Content-Range tells; it may be another than
   * was asked for (§15.3.7). What other units than bytes mean is not known here.
   *
   * @param request the fields of the request, a GET
   * @param partial the fields of the 206
   */
  public static boolean answers(Fields request, Fields partial) {
    List<String> lines = request.all(FieldNames.RANGE);
    if (lines.size() != 1) {
      return false;
    }
    String asked = Grammar.trimmed(lines.getFirst());
    return !ByteRanges.isOfBytes(asked)
        || ByteRanges.parse(asked).filter(ranges -> answers(ranges, partial)).isPresent();
  }

  private static boolean answers(ByteRanges asked, Fields partial) {
    if (SEVERAL.matches(partial)) {
      return asked.specs().size() > 1;
    }
    return part(partial).flatMap(part -> sized(part, partial)).isPresent();
  }

  /**
   * What content of that length is which is said to be a part. Content that is shorter than its
   * Content-Range, which claims to reach the end, is taken as what it is: then the end is where the
   * content ends. It never passes for the whole.
   *
   * @param length of the content, in octets
   */
  public static Optional<ContentRange.Part> held(ContentRange.Part said, long length) {
    ByteRange range = said.range();
    if (length == range.length()) {
      return Optional.of(said);
    }
    boolean claimsTheEnd = said.completeLength().equals(OptionalLong.of(range.last() + 1));
    if (!claimsTheEnd || range.first() == 0 || length <= 0 || length > range.length()) {
      return Optional.empty();
    }
    long end = range.first() + length;
    return Optional.of(
        new ContentRange.Part(new ByteRange(range.first(), end - 1), OptionalLong.of(end)));
  }

  /** The part that a 206 is by its Content-Length, if it has one. */
  private static Optional<ContentRange.Part> sized(ContentRange.Part said, Fields partial) {
    String length = partial.first(FieldNames.CONTENT_LENGTH);
    if (length == null) {
      return Optional.of(said);
    }
    OptionalLong digits = Grammar.digits(Grammar.trimmed(length));
    return digits.isPresent() ? held(said, digits.getAsLong()) : Optional.empty();
  }

  private static Optional<ContentRange.Part> part(Fields partial) {
    return ContentRange.of(partial)
        .flatMap(
            said ->
                switch (said) {
                  case ContentRange.Part part -> Optional.of(part);
                  case ContentRange.NoPart none -> Optional.empty();
                });
  }
}
