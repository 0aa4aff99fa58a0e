package dev.edgecache.http.conditional;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The preconditions of a request against a stored response (RFC 9110 §13.2, RFC 9111 §4.3.2). */
public final class Preconditions {

  /** What the preconditions of a request ask for. */
  public enum Outcome {
    /** The stored response as it is. */
    PROCEED,
    /** A 304: the client has it already. */
    NOT_MODIFIED,
    /** The origin's own judgement: a cache must not evaluate them. */
    ASK_ORIGIN
  }

  /** The fields that make a request conditional or partial. */
  public static final Set<String> FIELDS =
      Set.of(
          FieldNames.IF_MATCH,
          FieldNames.IF_NONE_MATCH,
          FieldNames.IF_MODIFIED_SINCE,
          FieldNames.IF_UNMODIFIED_SINCE,
          FieldNames.IF_RANGE,
          FieldNames.RANGE);

  private Preconditions() {}

  /**
   * What the preconditions of a request ask for, given a stored response that may be used for it.
   *
   * @param stored the stored response; it has a Date, as all stored responses do
   * @param now decides the century of two-digit years
   */
  public static Outcome evaluate(RequestHead request, ResponseHead stored, Instant now) {
    Fields fields = request.fields();
    if (areForTheOrigin(fields)) {
      return Outcome.ASK_ORIGIN;
    }
    Optional<EntityTags> ifNoneMatch = EntityTags.parse(fields, FieldNames.IF_NONE_MATCH);
    boolean retrieves = request.method().equals("GET") || request.method().equals("HEAD");
    if (!retrieves) {
      return ifNoneMatch.isPresent() ? Outcome.ASK_ORIGIN : Outcome.PROCEED;
    }
    // RFC 9110 §13.2.1: they don't count where the response would be no success without them.
    if (stored.status() != 200 && stored.status() != 206) {
      return Outcome.PROCEED;
    }
    // RFC 9110 §13.2.2: If-Modified-Since does not count beside If-None-Match.
    boolean matches =
        ifNoneMatch.isPresent()
            ? ifNoneMatch.get().weaklyMatch(EntityTag.of(stored.fields()))
            : isUnmodifiedSince(fields, stored.fields(), now);
    return matches ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
  }

  /**
   * Whether a request has preconditions that only the origin may judge, so that no stored response
   * answers it: If-Match and If-Unmodified-Since (RFC 9111 §4.3.2).
   */
  public static boolean areForTheOrigin(Fields request) {
    return request.contains(FieldNames.IF_MATCH)
        || request.contains(FieldNames.IF_UNMODIFIED_SINCE);
  }

  /** RFC 9110 §13.1.3: anything but one valid date is ignored. */
  private static boolean isUnmodifiedSince(Fields request, Fields stored, Instant now) {
    List<String> lines = request.all(FieldNames.IF_MODIFIED_SINCE);
    if (lines.size() != 1) {
      return false;
    }
    Optional<Instant> since = HttpDate.of(request, FieldNames.IF_MODIFIED_SINCE, now);
    Optional<Instant> modified = lastModified(stored, now);
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  /** RFC 9111 §4.3.2: the Date stands for a Last-Modified that is not there. */
  private static Optional<Instant> lastModified(Fields stored, Instant now) {
    String name =
        stored.contains(FieldNames.LAST_MODIFIED) ? FieldNames.LAST_MODIFIED : FieldNames.DATE;
    return HttpDate.of(stored, name, now);
  }
}
