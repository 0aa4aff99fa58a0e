package dev.edgecache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What is known of some keys for a short time: a bounded map that forgets each entry a fixed time
 * after it was written.
 */
public final class ShortMemory<K, V> {

  private final Cache<K, V> entries;

  /**
   * A memory of at most {@code maxKeys} keys.
   *
   * @param nanoTime the source of nanoseconds
   */
  public ShortMemory(Duration duration, int maxKeys, LongSupplier nanoTime) {
    this.entries =
        Caffeine.newBuilder()
            .expireAfterWrite(duration)
            .maximumSize(maxKeys)
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** What is known of the key. */
  public Optional<V> of(K key) {
    return Optional.ofNullable(entries.getIfPresent(key));
  }

  /** Remembers the value in place of what was known. */
  public void put(K key, V value) {
    entries.put(key, value);
  }

  /** Remembers what the change makes of that which was known. */
  public void update(K key, UnaryOperator<Optional<V>> change) {
    entries
        .asMap()
        .compute(key, (same, known) -> change.apply(Optional.ofNullable(known)).orElse(null));
  }

  /** Forgets the key. */
  public void forget(K key) {
    entries.invalidate(key);
  }
}
