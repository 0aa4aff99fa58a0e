package dev.edgecache.fetch;

import dev.edgecache.policy.CacheKey;
import dev.edgecache.store.ShortMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys whose renewal failed, and when each may be tried again: after one second, then twice as
 * long each time, up to thirty seconds.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MAX_KEYS = 20_000;

  private record Pause(long untilNanos, Duration length) {}

  private final LongSupplier nanos;
  private final ShortMemory<CacheKey, Pause> pauses;

  Backoff(LongSupplier nanos) {
    this.nanos = nanos;
    this.pauses = new ShortMemory<>(LONGEST.multipliedBy(2), MAX_KEYS, nanos);
  }

  boolean isPausing(CacheKey key) {
    return pauses.of(key).map(this::isRunning).orElse(false);
  }

  /** A failure during a pause, of a fetch that began before it, does not prolong it. */
  void failed(CacheKey key) {
    pauses.update(key, known -> known.filter(this::isRunning).or(() -> Optional.of(next(known))));
  }

  void succeeded(CacheKey key) {
    pauses.forget(key);
  }

  private boolean isRunning(Pause pause) {
    return nanos.getAsLong() - pause.untilNanos() < 0;
  }

  private Pause next(Optional<Pause> before) {
    Duration length = before.map(pause -> pause.length().multipliedBy(2)).orElse(FIRST);
    Duration capped = length.compareTo(LONGEST) < 0 ? length : LONGEST;
    return new Pause(nanos.getAsLong() + capped.toNanos(), capped);
  }
}
