package dev.edgecache.store;

import dev.edgecache.body.Body;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stored responses of one key, the most recently fetched first.
 *
 * @param entries at least one
 */
record Variants(List<Lookup.Found> entries) {

  /** Bytes of objects that come with each stored response: records, lists, map nodes. */
  private static final int OVERHEAD = 900;

  /** Bytes that a string takes beyond its characters: two headers, padding, what refers to it. */
  private static final int STRING = 56;

  /** The only response of a key. */
  static Variants of(StoredResponse response) {
    return new Variants(List.of(new Lookup.Found(response)));
  }

  Stream<StoredResponse> responses() {
    return entries.stream().map(Lookup.Found::response);
  }

  /** Their bodies, in every coding in which they are kept. */
  Stream<Body> bodies() {
    return responses().flatMap(response -> response.body().inAllCodings());
  }

  /** Whether one of them has exactly that body. */
  boolean holds(Body body) {
    return bodies().anyMatch(body::equals);
  }

  /** These without that response, whatever its terms; empty if it was the only one. */
  Optional<Variants> without(StoredResponse removed) {
    List<Lookup.Found> kept = new ArrayList<>(entries);
    kept.removeIf(entry -> removed.isSameAs(entry.response()));
    return kept.isEmpty() ? Optional.empty() : Optional.of(new Variants(List.copyOf(kept)));
  }

  /** These with another response in the place of one. */
  Variants replacing(StoredResponse stored, StoredResponse replacement) {
    return new Variants(
        entries.stream()
            .map(entry -> entry.response().equals(stored) ? new Lookup.Found(replacement) : entry)
            .toList());
  }

  /** These with that one in place of the one for the same variant, at most {@code cap} in all. */
  Variants with(StoredResponse added, int cap) {
    List<Lookup.Found> kept = new ArrayList<>(entries.size() + 1);
    kept.add(new Lookup.Found(added));
    for (Lookup.Found entry : entries) {
      StoredResponse response = entry.response();
      if (!response.variant().equals(added.variant())) {
        if (kept.size() < cap) {
          kept.add(entry);
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
    for (Lookup.Found entry : entries) {
      StoredResponse response = entry.response();
      Fields fields = response.head().fields();
      weight += OVERHEAD + fields.octets() + 2L * STRING * fields.size();
      weight += weight(response.terms().tags()) + weight(response.variant());
    }
    weight += bodies().mapToLong(Body::footprint).sum();
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
