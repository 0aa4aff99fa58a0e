package dev.edgecache.fetch;

import dev.edgecache.consistency.Requirement.Reader;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;

/**
 * What a fetch is for.
 *
 * @param key the cache key
 * @param variant the variant, as far as it is known before the answer
 * @param reader {@code PRIMARY} if nobody else may be asked: who needs that does not wait for what
 *     a replica says; else {@code ANY}
 */
record Flight(CacheKey key, Variant variant, Reader reader) {

  /**
   * The flight of a request whose stored candidates show what answers vary on, if there are any.
   */
  static Flight of(FetchRequest request) {
    Variant variant =
        request.candidates().isEmpty()
            ? Variant.ONLY
            : Variant.of(
                request.candidates().getFirst().variant().names(), request.asked().fields());
    Reader reader = request.requirement().reader() == Reader.PRIMARY ? Reader.PRIMARY : Reader.ANY;
    return new Flight(request.key(), variant, reader);
  }

  /** The flight of another variant. */
  Flight of(Variant other) {
    return new Flight(key, other, reader);
  }
}
