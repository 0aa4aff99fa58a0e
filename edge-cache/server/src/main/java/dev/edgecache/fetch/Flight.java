package dev.edgecache.fetch;

import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;

/**
 * What a fetch is for.
 *
 * @param key the cache key
 * @param variant the variant, as far as it is known before the answer
 */
record Flight(CacheKey key, Variant variant) {

  /**
   * The flight of a request whose stored candidates show what answers vary on, if there are any.
   */
  static Flight of(FetchRequest request) {
    Variant variant =
        request.candidates().isEmpty()
            ? Variant.ONLY
            : Variant.of(
                request.candidates().getFirst().variant().names(), request.asked().fields());
    return new Flight(request.key(), variant);
  }
}
