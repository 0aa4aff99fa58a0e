package dev.edgecache.cloudfront.model;

import java.time.Duration;

/**
 * What tells two requests apart at CloudFront beyond the path, and how long answers are kept.
 *
 * @param times the bounds of lifetimes
 * @param headers the fields in the key, by the names under which CloudFront knows them
 * @param cookies the cookies in the key
 * @param query the parameters in the key
 * @param codings which content codings viewers are told apart by
 */
public record CachePolicy(
    Times times, Selection headers, Selection cookies, Selection query, Codings codings) {

  /** The policy of what is never kept; CloudFront then refuses everything in the key. */
  public static final CachePolicy NOTHING_KEPT =
      new CachePolicy(
          Times.upTo(Duration.ZERO),
          new Selection.None(),
          new Selection.None(),
          new Selection.None(),
          Codings.NONE);

  /**
   * The bounds of lifetimes.
   *
   * @param min the least; above zero CloudFront keeps answers for so long that say {@code private}
   *     or {@code no-store}
   * @param byDefault the lifetime of an answer that names none
   * @param max the greatest, stale windows included
   */
  public record Times(Duration min, Duration byDefault, Duration max) {

    /** Kept only as an answer says, for so long at most. */
    public static Times upTo(Duration max) {
      return new Times(Duration.ZERO, Duration.ZERO, max);
    }
  }

  /**
   * The content codings that are in the key, in the form in which CloudFront normalises {@code
   * Accept-Encoding}.
   */
  public record Codings(boolean gzip, boolean brotli) {

    /** None: whatever viewers accept is of no account to CloudFront. */
    public static final Codings NONE = new Codings(false, false);

    /** What either of two has. */
    public Codings or(Codings other) {
      return new Codings(gzip || other.gzip, brotli || other.brotli);
    }

    /** What of these another one lacks. */
    public Codings without(Codings other) {
      return new Codings(gzip && !other.gzip, brotli && !other.brotli);
    }
  }

  /** Whether an answer may be kept. */
  public boolean keeps() {
    return times.max().isPositive() || times.min().isPositive();
  }

  /** A name that equal policies share: {@code none}, or eight hexadecimal digits. */
  public String id() {
    return keeps() ? Fingerprint.of(toString()) : "none";
  }
}
