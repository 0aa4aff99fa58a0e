package dev.edgecache.store;

import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CacheKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored responses of one key, the most recently fetched first.
 *
 * @param responses at least one
 */
record Variants(List<StoredResponse> responses) {

  /** Bytes of objects that come with each stored response: records, lists, map nodes, strings. */
  private static final int OVERHEAD = 900;

  Lookup select(Fields request) {
    for (StoredResponse response : responses) {
      if (response.isSelectedBy(request)) {
        return new Lookup.Found(response);
      }
    }
    return new Lookup.VaryMiss(responses);
  }

  /** These with that one in place of the one for the same variant, at most {@code cap} in all. */
  Variants with(StoredResponse added, int cap) {
    List<StoredResponse> kept = new ArrayList<>(responses.size() + 1);
    kept.add(added);
    for (StoredResponse response : responses) {
      if (!response.variant().equals(added.variant())) {
        if (kept.size() < cap) {
          kept.add(response);
        }
      } else if (response.provenance().sequence() > added.provenance().sequence()) {
        return this;
      }
    }
    return new Variants(List.copyOf(kept));
  }

  /** The bytes of memory that they take. */
  int weight(CacheKey key) {
    long weight = key.length();
    for (StoredResponse response : responses) {
      weight += OVERHEAD + response.head().fields().octets() + response.body().footprint();
    }
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }
}
