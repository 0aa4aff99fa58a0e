package dev.edgecache.fetch;

import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.store.LearnedKeys;
import dev.edgecache.store.ResponseStore;
import java.util.Set;

/**
 * The way into the store: of answers that were on their way, and of what the word of an origin
 * makes of stored ones.
 */
final class Storage {

  private final ResponseStore store;
  private final Floors floors;
  private final LearnedKeys keys = new LearnedKeys();

  /** The way into that store, whose answers are compared with those floors. */
  Storage(ResponseStore store, Floors floors) {
    this.store = store;
    this.floors = floors;
  }

  /** The keys of requests, as stored answers have shaped them. */
  LearnedKeys keys() {
    return keys;
  }

  /**
   * Stores the response to a request, unless one is stored that may be newer. What the request
   * selected before is answered by it, and goes although it is another variant (RFC 9111 §4.3.3).
   */
  void keep(FetchRequest request, StoredResponse response) {
    CacheKey key = keyOf(request, response);
    if (store.lookup(key, request.asked().fields())
        instanceof Lookup.Found(StoredResponse former, _)) {
      if (response.provenance().mayBeOlderThan(former.provenance())) {
        return;
      }
      if (!former.variant().equals(response.variant())) {
        store.remove(key, former);
      }
    }
    put(key, usable(response));
  }

  /** Notes what an answer that was kept proves, as it turned out later. */
  void bound(FetchRequest request, StoredResponse kept, Provenance later) {
    if (!later.equals(kept.provenance())) {
      store.replace(keyOf(request, kept), usable(kept), usable(kept.withProvenance(later)));
    }
  }

  /**
   * Stores an answer that was on its way, unless it is below a floor that retired meanwhile: nobody
   * would notice later.
   */
  void put(CacheKey key, StoredResponse fetched) {
    store.put(key, fetched);
    // Looked at afterwards, so that whoever retires floors sees the answer, or this sees the
    // floors.
    if (!isAboveRetired(fetched)) {
      store.remove(key, fetched);
    }
  }

  private boolean isAboveRetired(StoredResponse fetched) {
    Provenance asked = fetched.provenance();
    return floors.floorOfFetched(Set.of(), asked).isMetBy(asked);
  }

  /**
   * Stores what the word of an origin made of a stored response, which proves no more than that one
   * did. It takes its place, unless that one is gone: it may have been too old.
   *
   * @return whether it did
   */
  boolean update(FetchRequest request, StoredResponse stored, StoredResponse updated) {
    CacheKey key = keyOf(request, updated);
    if (key.equals(request.key()) && stored.terms().tags().containsAll(updated.terms().tags())) {
      return store.replace(key, stored, updated);
    }
    put(key, updated);
    return isAboveRetired(updated);
  }

  /** A response, stale at once if nothing is known of how far it lags. */
  private static StoredResponse usable(StoredResponse response) {
    return response.provenance().isUnproven()
        ? response.staleFrom(response.times().answered())
        : response;
  }

  /** The key under which a response to a request is stored, which it may itself have made. */
  CacheKey keyOf(FetchRequest request, StoredResponse response) {
    return keys.learn(request.match(), request.asked(), response.head().fields());
  }
}
