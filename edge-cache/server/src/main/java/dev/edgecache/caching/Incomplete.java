package dev.edgecache.caching;

import dev.edgecache.body.HeapBody;
import dev.edgecache.body.PartBody;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.http.conditional.IfRange;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.http.range.ContentRange;
import dev.edgecache.http.range.PartialContent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Stored responses that are a part of what they stand for (RFC 9111 §3.3, §3.4). */
public final class Incomplete {

  private Incomplete() {}

  /**
   * The body that the content of a 206 is; empty if it is not the part that Content-Range says.
   *
   * @param content all of the content
   */
  public static Optional<PartBody> bodyOf(Fields partial, byte[] content) {
    if (!(ContentRange.of(partial).orElse(null) instanceof ContentRange.Part said)
        || said.completeLength().isEmpty()) {
      return Optional.empty();
    }
    return PartialContent.held(said, content.length)
        .map(part -> new PartBody(part.range(), part.completeLength().orElseThrow(), content));
  }

  /** What an incomplete response lacks, if that is one range. */
  public static Optional<ByteRange> missing(PartBody body) {
    long length = body.length().orElseThrow();
    ByteRange held = body.part().orElseThrow();
    boolean begins = held.first() == 0;
    boolean ends = held.last() == length - 1;
    if (begins == ends) {
      return Optional.empty();
    }
    return Optional.of(
        begins ? new ByteRange(held.last() + 1, length - 1) : new ByteRange(0, held.first() - 1));
  }

  /** The request for what is missing, on the condition that nothing has changed (RFC 9110 §14). */
  public static RequestHead requestFor(
      ByteRange missing, RequestHead request, StoredResponse incomplete) {
    boolean toTheEnd = missing.last() == incomplete.body().length().orElseThrow() - 1;
    Fields.Builder fields = request.fields().without(Preconditions.FIELDS).toBuilder();
    fields.add(
        FieldNames.RANGE,
        "bytes=" + missing.first() + "-" + (toTheEnd ? "" : Long.toString(missing.last())));
    strongValidator(incomplete).ifPresent(text -> fields.add(FieldNames.IF_RANGE, text));
    return request.withFields(fields.build());
  }

  /**
   * The head of the whole that a 206 makes of an incomplete response; empty if the 206 is not the
   * missing part, or not for sure of the same representation (RFC 9110 §15.3.7.3).
   */
  public static Optional<ResponseHead> completed(
      StoredResponse incomplete, ByteRange missing, ResponseHead partial) {
    OptionalLong length = incomplete.body().length();
    boolean fits =
        length.isPresent()
            && ContentRange.of(partial.fields())
                .filter(ContentRange.of(missing, length.getAsLong())::equals)
                .isPresent();
    return fits && areOfOne(incomplete, partial.fields())
        ? Optional.of(Revalidation.merge(incomplete.head(), partial.fields()))
        : Optional.empty();
  }

  /**
   * Two stored parts as one, if they touch and share a strong validator; complete if nothing lacks.
   *
   * @param newer the response whose fields and terms count
   */
  public static Optional<StoredResponse> combined(StoredResponse older, StoredResponse newer) {
    if (!(older.body() instanceof PartBody one && newer.body() instanceof PartBody other)
        || !one.length().equals(other.length())
        || !areOfOne(older, newer.head().fields())) {
      return Optional.empty();
    }
    ByteRange first = one.part().orElseThrow();
    ByteRange second = other.part().orElseThrow();
    if (first.first() > second.last() + 1 || second.first() > first.last() + 1) {
      return Optional.empty();
    }
    ByteRange both =
        new ByteRange(
            Math.min(first.first(), second.first()), Math.max(first.last(), second.last()));
    if (both.length() > Integer.MAX_VALUE - 8) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) both.length()];
    copy(one.bytes(), bytes, first.first() - both.first());
    copy(other.bytes(), bytes, second.first() - both.first());
    long length = one.length().orElseThrow();
    return Optional.of(
        newer.withBody(
            both.length() == length
                ? new HeapBody(bytes, Fields.EMPTY)
                : new PartBody(both, length, bytes)));
  }

  private static void copy(ByteBuffer from, byte[] to, long at) {
    from.get(to, (int) at, from.remaining());
  }

  /** Whether both carry the same strong validator (RFC 9110 §8.8.1). */
  private static boolean areOfOne(StoredResponse stored, Fields other) {
    Fields one = stored.head().fields();
    Optional<EntityTag> tag = strongTag(one);
    if (EntityTag.of(one).isPresent() || EntityTag.of(other).isPresent()) {
      return tag.isPresent() && tag.equals(strongTag(other));
    }
    Instant then = stored.times().answered();
    Optional<Instant> modified = IfRange.strongLastModified(one, then);
    return modified.isPresent() && modified.equals(IfRange.strongLastModified(other, then));
  }

  /** What If-Range may say of a stored response (RFC 9110 §13.1.5). */
  private static Optional<String> strongValidator(StoredResponse stored) {
    Fields fields = stored.head().fields();
    return EntityTag.of(fields).isPresent()
        ? strongTag(fields).map(EntityTag::text)
        : IfRange.strongLastModified(fields, stored.times().answered())
            .map(modified -> HttpDate.format(modified));
  }

  private static Optional<EntityTag> strongTag(Fields response) {
    return EntityTag.of(response).filter(tag -> tag.strength() == EntityTag.Strength.STRONG);
  }
}
