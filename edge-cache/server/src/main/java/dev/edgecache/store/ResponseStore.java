package dev.edgecache.store;

import dev.edgecache.body.Body;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CacheKey;
import java.util.Iterator;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * The stored responses by key, several variants to a key. It knows nothing of freshness: what it
 * returns may be stale or invalidated.
 */
public interface ResponseStore {

  /** The stored response that a request with these fields selects under the key. */
  Lookup lookup(CacheKey key, Fields request);

  /** All stored responses of the key, one for each variant; to look at them is not to use them. */
  List<StoredResponse> all(CacheKey key);

  /**
   * Stores a complete response in place of the one for the same variant, unless that one proves
   * more than the new one.
   */
  void put(CacheKey key, StoredResponse response);

  /**
   * Stores a response in place of one.
   *
   * @return whether exactly that one, under its terms, was still stored
   */
  boolean replace(CacheKey key, StoredResponse stored, StoredResponse replacement);

  /**
   * The keys that have a stored response, in no order: each that has one all the while comes once,
   * others may.
   */
  Iterator<CacheKey> keys();

  /**
   * What is stored for the keys that are asked for most, for at most so many, the first one most.
   */
  SequencedMap<CacheKey, List<Lookup.Found>> hottest(int keys);

  /** Removes exactly that response, whatever its terms, if it is still stored. */
  void remove(CacheKey key, StoredResponse response);

  /**
   * The body of a response for one reader. A large one is on loan: once it is no longer stored it
   * counts against a budget, and is taken back from a reader who is too slow for that.
   *
   * @param key asked for the key under which it was found, if need be
   */
  Body lend(Supplier<CacheKey> key, Body body);

  /** Weighs what is stored for a key anew, after its bodies got encodings. */
  void reweigh(CacheKey key);

  /** The room for bodies on their way into this store. */
  Retention retention();

  /** The number of keys that have a stored response. */
  long entries();

  /** The bytes of memory that stored responses take, overhead included. */
  long bytes();
}
