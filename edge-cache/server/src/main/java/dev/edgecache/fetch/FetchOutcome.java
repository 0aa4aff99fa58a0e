package dev.edgecache.fetch;

import dev.edgecache.body.BodySource;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.policy.Storability;

/** What becomes of one request that takes part in a fetch. */
public sealed interface FetchOutcome {

  /** A response that may answer it; its body may still grow, and must be read once or released. */
  record Available(StoredResponse response, How how) implements FetchOutcome {}

  /**
   * The origin's answer, for this request alone and not stored.
   *
   * @param reason the rule that forbids storing it
   */
  record Relayed(ResponseHead head, BodySource body, Storability.Reason reason)
      implements FetchOutcome {}

  /** The answer is for others; this request has to ask again. */
  record Released(Why why) implements FetchOutcome {}

  /**
   * A replica's answer is older than what was invalidated; this request has to ask again.
   *
   * @param floor what the answer must have reached
   */
  record Behind(Floor floor) implements FetchOutcome {}

  /** The origin gave no answer, and nothing stored may replace it. */
  record Failed(OriginFailure failure) implements FetchOutcome {}

  /** How a response became available. */
  enum How {
    /** The origin sent it. */
    FETCHED,
    /** It was stored, and the origin said that it still holds. */
    REVALIDATED,
    /** It was stored and is stale, and replaces an error (RFC 5861 §4). */
    STALE_IF_ERROR
  }

  /** Why a request has to ask again. */
  enum Why {
    /** The answer can't be shared. */
    NOT_SHARED,
    /** The answer is another variant (RFC 9111 §4.1). */
    OTHER_VARIANT,
    /** The origin's answer builds on something that is not what is stored. */
    NOT_STORED,
    /** The answer was fetched before an invalidation that the request came after. */
    BELOW_FLOOR,
    /** The answer may lack what the request's session has written or seen. */
    NOT_ADMITTED
  }
}
