package dev.edgecache.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Floors while threads invalidate, fetch and look up at the same time, as fast as they can. */
class FloorsUnderThreadsTest {

  private static final List<String> TAGS = List.of("one", "two");
  private static final int ROUNDS = 200_000;

  /** An answer that was fetched before the invalidation of its one key. */
  private record Before(Floors floors, String key, Lookup.Found found) {

    static Before of(Floors floors, String key) {
      Stored asked = Stored.response().tags(Set.of(key)).sequence(floors.sequence());
      return new Before(floors, key, new Lookup.Found(asked.get()));
    }

    boolean isUsed() {
      return floors.floorOf(found).isMetBy(found.response().provenance());
    }
  }

  @Test
  @DisplayName("I1: no lookup finds what was invalidated before it began, whatever is folded")
  void noLookupFindsWhatWasInvalidated() throws Exception {
    AtomicReference<Before> acknowledged = new AtomicReference<>(invalidated(new Floors(1), 0));
    AtomicReference<Before> fetched = new AtomicReference<>(now(acknowledged));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Floors floors = now(acknowledged).floors();
              for (int round = 1; round <= ROUNDS; round++) {
                Before before = Before.of(floors, "key " + round % 3);
                fetched.set(before);
                floors.invalidate(Set.of(before.key()));
                acknowledged.set(before);
              }
            });

    int used = 0;
    while (!writer.isDone()) {
      Before old = now(acknowledged);
      used += old.isUsed() ? 1 : 0;
      // A lookup at any moment may be the last that confirms it.
      var _ = now(fetched).isUsed();
    }
    writer.get(1, TimeUnit.SECONDS);

    assertThat(used).as("lookups that found what was invalidated").isZero();
  }

  private static <T> T now(AtomicReference<T> shared) {
    return Objects.requireNonNull(shared.get());
  }

  private static Before invalidated(Floors floors, int number) {
    Before before = Before.of(floors, "key " + number);
    floors.invalidate(Set.of(before.key()));
    return before;
  }

  @Test
  @DisplayName("a lookup during a promotion compares positions of one history")
  void lookupsGoOnDuringAPromotion() {
    Epoch first = new Epoch("7412/1");
    Epoch second = new Epoch("7412/2");
    Floors floors = new Floors();
    floors.turn(Lineage.of(first), Instant.EPOCH);
    Floor floor = Floor.hard(Mark.ofCommit(1, new Position(first, 50)));
    TAGS.forEach(tag -> floors.raise(Set.of(tag), 1, floor));

    Lineage promoted = Lineage.of(first).promotedTo(second, 100);
    Floor during = floors.floorOf(new Interrupted(1, () -> floors.turn(promoted, Instant.EPOCH)));

    assertThat(during.hard().position()).contains(new Position(first, 50));
    assertThat(floors.floorOf(TAGS).hard().position()).contains(new Position(second, 50));
  }

  @Test
  @DisplayName("so does one for an answer on its way, which meets floors that retired as well")
  void lookupsOfAnswersOnTheirWayGoOnDuringAPromotion() {
    Epoch first = new Epoch("7412/1");
    Epoch second = new Epoch("7412/2");
    Floors floors = new Floors();
    floors.turn(Lineage.of(first), Instant.EPOCH);
    floors.raise(Set.of("three"), 1, Floor.hard(Mark.ofCommit(1, new Position(first, 60))));
    Retirement retirement = floors.retirement();
    assertThat(retirement.begin(Optional.of(new Position(first, 60)))).isFalse();
    assertThat(retirement.end()).isFalse();
    TAGS.forEach(
        tag -> floors.raise(Set.of(tag), 2, Floor.hard(Mark.ofCommit(2, new Position(first, 50)))));

    Provenance before = Provenance.ofPrimary(0);
    Lineage promoted = Lineage.of(first).promotedTo(second, 100);
    Floor during =
        floors.floorOfFetched(
            new Interrupted(1, () -> floors.turn(promoted, Instant.EPOCH)), before);

    assertThat(during.hard().position()).contains(new Position(first, 60));
    assertThat(floors.floorOfFetched(TAGS, before).hard().position())
        .contains(new Position(second, 60));
  }

  @Test
  @DisplayName("I1: a lookup sees a floor that is folded after it read the global one")
  void lookupsSeeFloorsThatAreFoldedMeanwhile() {
    Floors floors = new Floors(1);
    floors.invalidate(Set.of(TAGS.getFirst()));

    Floor during = floors.floorOf(new Interrupted(0, () -> floors.invalidate(Set.of("another"))));

    assertThat(during.hard().latest()).isPositive();
  }

  /** The tags, while something happens before one of them is read, as if on another thread. */
  private static final class Interrupted extends AbstractList<String> {
    private final int before;
    private final Runnable event;

    Interrupted(int before, Runnable event) {
      this.before = before;
      this.event = event;
    }

    @Override
    public String get(int index) {
      if (index == before) {
        event.run();
      }
      return TAGS.get(index);
    }

    @Override
    public int size() {
      return TAGS.size();
    }
  }
}
