package dev.edgecache.fetch;

import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.fetch.FetchOutcome.Available;
import dev.edgecache.fetch.FetchOutcome.How;
import dev.edgecache.fetch.FetchOutcome.Why;
import dev.edgecache.fetch.Waiters.Waiter;
import java.util.Optional;

/**
 * What each of the requests that share a fetch may have of its answer: whether it selects the
 * variant, may have it without asking the origin itself, and came after no invalidation that the
 * fetch came before.
 */
final class Judgement {

  private final FetchCollapser shared;
  private final FetchRequest asked;

  /** The judgement of the answer to a request. */
  Judgement(FetchCollapser shared, FetchRequest asked) {
    this.shared = shared;
    this.asked = asked;
  }

  /** Whether a request that comes when the answer has come may have it, too. */
  boolean isFit(FetchRequest later, StoredResponse response) {
    return isSelectedBy(later, response)
        && shared.isUsableUnasked(response)
        && shared.isAtFloor(response)
        && later.admission().admits(response);
  }

  /**
   * What becomes of one that waited; the body is its own, and released if it gets nothing of it.
   */
  FetchOutcome of(Waiter waiter, StoredResponse response, How how) {
    return of(waiter, response, how, shared.isAtFloor(response));
  }

  /** What becomes of one that waited of what is stored, though not by this fetch. */
  FetchOutcome ofStored(Waiter waiter, StoredResponse response, How how) {
    return of(waiter, response, how, shared.floors().areMetBy(response));
  }

  private FetchOutcome of(Waiter waiter, StoredResponse response, How how, boolean atFloor) {
    Optional<Why> kept = whyKeptFrom(waiter, response, atFloor);
    if (kept.isEmpty()) {
      return new Available(response, how);
    }
    response.body().release();
    return new FetchOutcome.Released(kept.get());
  }

  /** What one that waited may have in place of an error; each has variants of its own. */
  Optional<FetchOutcome> ofError(Waiter waiter) {
    return shared
        .usableInPlaceOfError(waiter.request())
        .map(stale -> new Available(stale, How.STALE_IF_ERROR));
  }

  private Optional<Why> whyKeptFrom(Waiter waiter, StoredResponse response, boolean atFloor) {
    if (!isSelectedBy(waiter.request(), response)) {
      return Optional.of(Why.OTHER_VARIANT);
    }
    if (!response.answers(waiter.request().asked(), response.times().requested())) {
      return Optional.of(Why.NOT_STORED);
    }
    if (!waiter.isStarter() && !Freshness.of(response, shared.clock().instant()).isReusable()) {
      return Optional.of(Why.NOT_SHARED);
    }
    if (!atFloor && !isFetchedFor(waiter, response.provenance())) {
      return Optional.of(Why.BELOW_FLOOR);
    }
    return isAdmitted(waiter, response) ? Optional.empty() : Optional.of(Why.NOT_ADMITTED);
  }

  /** Whether another request selects the answer, by its fields and by its query. */
  private boolean isSelectedBy(FetchRequest other, StoredResponse response) {
    return response.isSelectedBy(other.asked().fields())
        && asked.isAlike(other, response.head().fields());
  }

  /** Whether it is new enough for the client; what the primary said to it alone always is. */
  private static boolean isAdmitted(Waiter waiter, StoredResponse response) {
    return (waiter.isStarter() && response.provenance().source() == Provenance.Source.PRIMARY)
        || waiter.request().admission().admits(response);
  }

  /**
   * Whether the primary was asked for it after every invalidation that the waiter came after. Since
   * that counts from the request's arrival, any answer of a fetch that begins later is for it, no
   * matter how fast invalidations come.
   */
  private static boolean isFetchedFor(Waiter waiter, Provenance provenance) {
    return provenance.source() == Provenance.Source.PRIMARY
        && waiter.request().sequence() <= provenance.sequence();
  }
}
