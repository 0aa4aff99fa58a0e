package dev.edgecache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgecache.body.Body;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CacheKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stored responses in memory, within a budget of bytes; Caffeine chooses what goes. */
public final class MemoryStore implements ResponseStore {

  /** Variants of one key at most; beyond it the least recently fetched goes. */
  static final int MAX_VARIANTS = 32;

  private static final Lookup URI_MISS = new Lookup.UriMiss();

  /** The part of the budget that bodies on their way may take on top of it. */
  private static final int RETENTION_SHARE = 4;

  /** The part of the budget that bodies may take on top of it which are read, but not stored. */
  private static final int LENDING_SHARE = 4;

  private final Cache<CacheKey, Variants> cache;
  private final Retention retention;
  private final Lending lending;

  /**
   * A store of at most {@code budget} bytes.
   *
   * @param evicted told the bytes of each key that goes for want of room
   */
  public MemoryStore(long budget, LongConsumer evicted) {
    this.retention = new Retention(Math.max(1, budget / RETENTION_SHARE));
    this.lending = new Lending(budget / LENDING_SHARE);
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
            .removalListener(
                (key, variants, cause) -> {
                  if (key != null && variants != null) {
                    variants.bodies().forEach(body -> settle(key, body));
                  }
                })
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Lookup lookup(CacheKey key, Fields request) {
    @Nullable Variants variants = cache.getIfPresent(key);
    return variants == null ? URI_MISS : Lookup.of(variants.entries(), request);
  }

  @Override
  public List<StoredResponse> all(CacheKey key) {
    @Nullable Variants variants = cache.policy().getIfPresentQuietly(key);
    return variants == null ? List.of() : variants.responses().toList();
  }

  @Override
  public SequencedMap<CacheKey, List<Lookup.Found>> hottest(int keys) {
    SequencedMap<CacheKey, List<Lookup.Found>> hottest = new LinkedHashMap<>();
    cache
        .policy()
        .eviction()
        .orElseThrow()
        .hottest(keys)
        .forEach((key, variants) -> hottest.put(key, variants.entries()));
    return hottest;
  }

  @Override
  public void put(CacheKey key, StoredResponse response) {
    cache
        .asMap()
        .compute(
            key,
            (same, variants) ->
                variants == null ? Variants.of(response) : variants.with(response, MAX_VARIANTS));
  }

  @Override
  public boolean replace(CacheKey key, StoredResponse stored, StoredResponse replacement) {
    AtomicBoolean replaced = new AtomicBoolean();
    cache
        .asMap()
        .computeIfPresent(
            key,
            (same, variants) -> {
              replaced.set(variants.responses().anyMatch(stored::equals));
              return replaced.get() ? variants.replacing(stored, replacement) : variants;
            });
    return replaced.get();
  }

  @Override
  public Iterator<CacheKey> keys() {
    return cache.asMap().keySet().iterator();
  }

  @Override
  public void remove(CacheKey key, StoredResponse response) {
    cache
        .asMap()
        .computeIfPresent(key, (same, variants) -> variants.without(response).orElse(null));
  }

  @Override
  public Body lend(Supplier<CacheKey> key, Body body) {
    boolean atRest = body.whole().isPresent() || body.part().isPresent();
    if (!atRest || body.footprint() <= LentBody.PIECE) {
      return body;
    }
    return new LentBody(body, lending, lent -> settle(key.get(), lent));
  }

  /**
   * Tells the lending if a body is not stored: after it may have left, and after its reader began,
   * so that one of the two sees the other.
   */
  private void settle(CacheKey key, Body body) {
    boolean stored =
        Optional.ofNullable(cache.policy().getIfPresentQuietly(key))
            .filter(variants -> variants.holds(body))
            .isPresent();
    if (!stored) {
      lending.left(body);
    }
  }

  @Override
  public void reweigh(CacheKey key) {
    cache.asMap().computeIfPresent(key, (same, variants) -> variants);
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

  /** The bytes of bodies that are read though they are no longer stored. */
  public long lentBytes() {
    return lending.unstoredBytes();
  }
}
