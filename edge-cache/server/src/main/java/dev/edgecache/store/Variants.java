package dev.edgecache.store;

import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The stored responses of one key, the most recently fetched first.
 *
 * @param responses at least one
 */
record Variants(List<StoredResponse> responses) {

  /** Bytes of objects that come with each stored response: records, lists, map nodes. */
  private static final int OVERHEAD = 900;

  /** Bytes that a string takes beyond its characters: two headers, padding, what refers to it. */
  private static final int STRING = 56;

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
    long weight = key.length() + (long) STRING * key.parts().size();
    for (StoredResponse response : responses) {
      Fields fields = response.head().fields();
      weight += OVERHEAD + fields.octets() + 2L * STRING * fields.size();
      weight += weight(response.terms().tags()) + weight(response.variant());
      weight += response.body().footprint();
    }
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }

  private static long weight(Variant variant) {
    return weight(variant.names())
        + weight(variant.values().stream().flatMap(Optional::stream).toList());
  }

  private static long weight(Collection<String> strings) {
    long weight = 0;
    for (String string : strings) {
      weight += STRING + string.length();
    }
    return weight;
  }
}
