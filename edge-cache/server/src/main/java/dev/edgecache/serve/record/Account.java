package dev.edgecache.serve.record;

import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Freshness;
import dev.edgecache.fetch.FetchCollapser.Part;
import dev.edgecache.fetch.FetchOutcome;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.http.proxying.CacheStatus.Collapsing;
import dev.edgecache.http.proxying.CacheStatus.Storing;
import dev.edgecache.policy.Storability;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a request came to its answer, for the client, the access log and the metrics alike.
 *
 * @param kind the short of it
 * @param cacheStatus the whole of it as a member of Cache-Status (RFC 9211); empty for an answer
 *     that this cache made itself
 * @param originNanos from asking the origin to the head of its answer, in nanoseconds; empty if the
 *     request waited for no origin
 */
public record Account(RequestKind kind, String cacheStatus, OptionalLong originNanos) {

  /** An answer from the store, fresh or stale. */
  public static Account ofHit(String cache, Freshness freshness) {
    return new Account(
        freshness.isFresh() ? RequestKind.HIT : RequestKind.STALE,
        CacheStatus.hit(cache).withTtl(freshness.remaining()).text(),
        OptionalLong.empty());
  }

  /** A stale answer in place of an error, while the origin is left alone for a while. */
  public static Account ofSpared(String cache, Freshness freshness) {
    return new Account(
        RequestKind.STALE,
        CacheStatus.hit(cache).withTtl(freshness.remaining()).withDetail("stale-if-error").text(),
        OptionalLong.empty());
  }

  /** An answer that this cache made itself. */
  public static Account ofLocal(RequestKind kind) {
    return new Account(kind, "", OptionalLong.empty());
  }

  /**
   * The account of a request that went forward.
   *
   * @param cache the name of this cache
   * @param reason why it went forward
   * @param nanos how long the head of the answer took, in nanoseconds
   */
  public record Forwarded(String cache, CacheStatus.Reason reason, long nanos) {

    /** The answer is the origin's, for this request alone, and the store was not asked. */
    public Account passed(ResponseHead head) {
      return new Account(
          RequestKind.PASS,
          status(head.status(), Storing.NOT_STORED, Collapsing.NOT_TRIED).text(),
          OptionalLong.of(nanos));
    }

    /** The answer is the origin's, and is stored for others. */
    public Account kept(ResponseHead head, Freshness freshness) {
      return new Account(
          RequestKind.PASS,
          status(head.status(), Storing.STORED, Collapsing.NOT_TRIED)
              .withTtl(freshness.remaining())
              .text(),
          OptionalLong.of(nanos));
    }

    /** The answer is the origin's, for this request alone, and was not stored for that reason. */
    public Account notStored(ResponseHead head, Storability.Reason why) {
      return new Account(
          RequestKind.MISS,
          status(head.status(), Storing.NOT_STORED, Collapsing.NOT_TRIED)
              .withDetail(why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .text(),
          OptionalLong.of(nanos));
    }

    /** The answer is a response that a fetch made available. */
    public Account available(FetchOutcome.Available outcome, Part part, Freshness freshness) {
      Duration left = freshness.remaining();
      Collapsing collapsing = part == Part.FOLLOWER ? Collapsing.COLLAPSED : Collapsing.NOT_TRIED;
      int status = outcome.response().head().status();
      return switch (outcome.how()) {
        case FETCHED ->
            new Account(
                part == Part.FOLLOWER ? RequestKind.COLLAPSED : RequestKind.MISS,
                status(status, Storing.STORED, collapsing).withTtl(left).text(),
                OptionalLong.of(nanos));
        case REVALIDATED ->
            new Account(
                part == Part.FOLLOWER ? RequestKind.COLLAPSED : RequestKind.REVALIDATED,
                status(304, Storing.STORED, collapsing).withTtl(left).text(),
                OptionalLong.of(nanos));
        case STALE_IF_ERROR ->
            new Account(
                RequestKind.STALE,
                CacheStatus.of(
                        cache,
                        new CacheStatus.Forward(
                            reason, OptionalInt.empty(), Storing.NOT_STORED, collapsing))
                    .withTtl(left)
                    .withDetail("stale-if-error")
                    .text(),
                OptionalLong.of(nanos));
      };
    }

    private CacheStatus status(int status, Storing storing, Collapsing collapsing) {
      return CacheStatus.of(
          cache, new CacheStatus.Forward(reason, OptionalInt.of(status), storing, collapsing));
    }
  }

  /** The reason of a decision as RFC 9211 §2.2 names it. */
  public static CacheStatus.Reason reasonOf(Decision.Reason reason) {
    return switch (reason) {
      case URI_MISS -> CacheStatus.Reason.URI_MISS;
      case VARY_MISS -> CacheStatus.Reason.VARY_MISS;
      case PARTIAL -> CacheStatus.Reason.PARTIAL;
      case STALE, INVALIDATED -> CacheStatus.Reason.STALE;
      case REQUEST -> CacheStatus.Reason.REQUEST;
    };
  }
}
