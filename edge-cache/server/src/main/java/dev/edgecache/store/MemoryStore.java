package dev.edgecache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The stored responses in memory, within a budget of bytes; Caffeine chooses what goes. */
public final class MemoryStore implements ResponseStore {

  /** Variants of one key at most; beyond it the least recently fetched goes. */
  static final int MAX_VARIANTS = 32;

  private static final Lookup URI_MISS = new Lookup.UriMiss();

  /** The part of the budget that bodies on their way may take on top of it. */
  private static final int RETENTION_SHARE = 4;

  private final Cache<CacheKey, Variants> cache;
  private final Retention retention;

  /**
   * A store of at most {@code budget} bytes.
   *
   * @param evicted told the bytes of each key that goes for want of room
   */
  public MemoryStore(long budget, LongConsumer evicted) {
    this.retention = new Retention(Math.max(1, budget / RETENTION_SHARE));
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(budget)
            .<CacheKey, Variants>weigher((key, variants) -> variants.weight(key))
            .evictionListener(
                (key, variants, cause) -> {
                  if (key != null && variants != null) {
                    evicted.accept(variants.weight(key));
                  }
                })
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Lookup lookup(CacheKey key, Fields request) {
    @Nullable Variants variants = cache.getIfPresent(key);
    return variants == null ? URI_MISS : Lookup.of(variants.responses(), request);
  }

  @Override
  public List<StoredResponse> all(CacheKey key) {
    @Nullable Variants variants = cache.getIfPresent(key);
    return variants == null ? List.of() : variants.responses();
  }

  @Override
  public void put(CacheKey key, StoredResponse response) {
    cache
        .asMap()
        .compute(
            key,
            (same, variants) ->
                variants == null
                    ? new Variants(List.of(response))
                    : variants.with(response, MAX_VARIANTS));
  }

  @Override
  public void remove(CacheKey key, StoredResponse response) {
    cache
        .asMap()
        .computeIfPresent(
            key,
            (same, variants) -> {
              List<StoredResponse> kept = new ArrayList<>(variants.responses());
              kept.removeIf(response::isSameAs);
              return kept.isEmpty() ? null : new Variants(List.copyOf(kept));
            });
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public long entries() {
    return cache.estimatedSize();
  }

  @Override
  public long bytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
