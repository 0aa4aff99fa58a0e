package dev.edgecache.sweep;

import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Retirement;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.store.ResponseStore;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The comparison of everything that is stored with the floors, again and again: what is below a
 * hard one is removed, what is below a soft one is stale from then on without it. When all is
 * compared, the floors that later answers meet retire.
 */
public final class Sweep {

  private final ResponseStore store;
  private final Floors floors;
  private final Supplier<Optional<Position>> replicas;
  private final Background background;
  private final Pace pace;
  private final LongAdder removed = new LongAdder();

  /** The sequence of the log when everything was last begun to be looked at. */
  private long swept;

  /**
   * How fast it goes.
   *
   * @param keys how many are looked at in one go
   * @param pause how long it rests after each go
   * @param rest how long it rests after everything was looked at
   */
  public record Pace(int keys, Duration pause, Duration rest) {

    /** A million keys in less than a minute, by a few percent of a thread. */
    public static final Pace DEFAULT = new Pace(500, Duration.ofMillis(25), Duration.ofSeconds(30));

    /** Rejects a pace at which nothing is looked at. */
    public Pace {
      if (keys < 1) {
        throw new IllegalArgumentException("keys: " + keys + " (expected: 1 or more)");
      }
    }
  }

  /**
   * A sweep that does not go yet.
   *
   * @param replicas what every replica has replayed, as far as is known
   * @param background does one thing after the other
   */
  public Sweep(
      ResponseStore store,
      Floors floors,
      Supplier<Optional<Position>> replicas,
      Background background,
      Pace pace) {
    this.store = store;
    this.floors = floors;
    this.replicas = replicas;
    this.background = background;
    this.pace = pace;
  }

  /** Begins, and goes on for as long as the background does. */
  public void start() {
    background.after(pace.rest(), this::begin);
  }

  private void begin() {
    begin(floors.retirement());
  }

  private void begin(Retirement retirement) {
    if (retirement.begin(replicas.get())) {
      background.after(pace.pause(), () -> begin(retirement));
      return;
    }
    long sequence = floors.sequence();
    if (retirement.isNothing() && sequence == swept) {
      start();
    } else {
      swept = sequence;
      go(store.keys(), retirement);
    }
  }

  private void go(Iterator<CacheKey> keys, Retirement retirement) {
    for (int i = 0; i < pace.keys() && keys.hasNext(); i++) {
      compare(keys.next());
    }
    if (keys.hasNext()) {
      background.after(pace.pause(), () -> go(keys, retirement));
    } else {
      end(retirement);
    }
  }

  private void end(Retirement retirement) {
    if (retirement.end()) {
      background.after(pace.pause(), () -> end(retirement));
    } else {
      start();
    }
  }

  private void compare(CacheKey key) {
    for (StoredResponse stored : store.all(key)) {
      Optional<StoredResponse> left = floors.leave(stored);
      if (left.isEmpty()) {
        store.remove(key, stored);
        removed.increment();
      } else if (!left.get().equals(stored)) {
        store.replace(key, stored, left.get());
      }
    }
  }

  /** The number of stored answers that were removed. */
  public long removed() {
    return removed.sum();
  }
}
