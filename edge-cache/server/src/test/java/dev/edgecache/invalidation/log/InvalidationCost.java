package dev.edgecache.invalidation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.http.Fields;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.FileJournal;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.store.MemoryStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The time that an invalidation takes, of one stored answer and of a million; {@code
 * edge-cache/benchmarks/invalidation-cost} runs it.
 */
class InvalidationCost {

  private static final int ENTRIES = Integer.getInteger("invalidation.entries", 1_000_000);
  private static final int ROUNDS = 2_000;
  private static final int WARM_UP = 5_000;
  private static final String ONE = "product:0";
  private static final String ALL = "catalog";

  private final MemoryStore store = new MemoryStore(Long.MAX_VALUE / 2, _ -> {});
  private final Floors floors = new Floors();
  private final BackgroundThread background = new BackgroundThread();

  @TempDir private Path folder;

  /** Times in nanoseconds, sorted: until it is in effect, and until it is acknowledged. */
  @SuppressWarnings("ArrayRecordComponent") // neither shared nor compared
  private record Times(long[] effect, long[] acknowledged) {

    Times {
      Arrays.sort(effect);
      Arrays.sort(acknowledged);
    }

    String line(String what) {
      return String.format(
          Locale.ROOT,
          "%-28s in effect %7.3f ms, at most %7.3f ms; acknowledged, on disk %7.3f ms",
          what,
          millis(effect[effect.length / 2]),
          millis(effect[effect.length - 1]),
          millis(acknowledged[acknowledged.length / 2]));
    }

    double median() {
      return effect[effect.length / 2];
    }

    private static double millis(long nanos) {
      return nanos / 1e6;
    }
  }

  @Test
  @DisplayName("prints how long invalidations take")
  void printTimes() throws Exception {
    for (int i = 0; i < ENTRIES; i++) {
      store.put(key(i), Stored.response().tags(Set.of("product:" + i, ALL)).get());
    }
    assertThat(store.entries()).isEqualTo(ENTRIES);
    InvalidationLog.Parts parts =
        new InvalidationLog.Parts(
            floors, Optional.empty(), background, LogObserver.NONE, InvalidationLog.MOST_RECORDS);
    try (InvalidationLog log =
        InvalidationLog.open(FileJournal.open(folder, Instant.EPOCH), parts, Instant.EPOCH)) {
      measure(log, "other", WARM_UP);
      Times one = measure(log, ONE, ROUNDS);
      assertThat(isUsable(0)).isFalse();
      assertThat(isUsable(ENTRIES - 1)).isTrue();
      Times all = measure(log, ALL, ROUNDS);
      assertThat(isUsable(ENTRIES - 1)).isFalse();
      Times everything = measure(log, ImplicitTags.EVERYTHING, ROUNDS);
      System.out.println(one.line("a tag of 1 entry"));
      System.out.println(all.line("a tag of " + ENTRIES + " entries"));
      System.out.println(everything.line("everything"));
      System.out.printf(
          Locale.ROOT,
          "ratio of a tag of %d entries to a tag of 1: %.2f; of everything: %.2f%n",
          ENTRIES,
          all.median() / one.median(),
          everything.median() / one.median());
      background.close();
    }
  }

  private Times measure(InvalidationLog log, String tag, int rounds) {
    long[] effect = new long[rounds];
    long[] acknowledged = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      Invalidation invalidation = Invalidation.of(Set.of(tag), Instant.EPOCH, "the measurement");
      long begin = System.nanoTime();
      Entry entry = log.append(invalidation).entry();
      effect[i] = System.nanoTime() - begin;
      entry.acknowledged().toCompletableFuture().join();
      acknowledged[i] = System.nanoTime() - begin;
    }
    return new Times(effect, acknowledged);
  }

  private boolean isUsable(int number) {
    Lookup.Found found = (Lookup.Found) store.lookup(key(number), Fields.EMPTY);
    return floors.floorOf(found).isMetBy(found.response().provenance());
  }

  private static CacheKey key(int number) {
    return CacheKey.of("v1", "https", "shop.example", "/v1/products/" + number);
  }
}
