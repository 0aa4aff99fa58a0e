package dev.edgecache.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FloorsTest {

  private final Floors floors = new Floors(3);

  @Test
  void whatWasFetchedBeforeAnInvalidationIsBelowTheFloorOfItsTags() {
    Provenance before = Provenance.ofPrimary(floors.sequence());
    floors.invalidate(List.of("product:1"));
    Provenance after = Provenance.ofPrimary(floors.sequence());

    assertThat(floors.floorOf(Set.of("product:1", "catalog")).isMetBy(before)).isFalse();
    assertThat(floors.floorOf(Set.of("product:1", "catalog")).isMetBy(after)).isTrue();
    assertThat(floors.floorOf(Set.of("product:2", "catalog")).isMetBy(before)).isTrue();
  }

  @Test
  void invalidatingAllReachesWhatHasNoTags() {
    Provenance before = Provenance.ofPrimary(floors.sequence());
    floors.invalidateAll();

    assertThat(floors.floorOf(Set.of()).isMetBy(before)).isFalse();
  }

  @Test
  @DisplayName(
      "PUR-6: the same invalidation twice, or an older one later, changes nothing for newer"
          + " answers")
  void repeatedInvalidationsDoNotLowerAFloor() {
    floors.invalidate(List.of("a"));
    floors.invalidate(List.of("b"));
    Provenance afterBoth = Provenance.ofPrimary(floors.sequence());
    floors.invalidate(List.of("b"));

    assertThat(floors.floorOf(Set.of("a")).isMetBy(afterBoth)).isTrue();
    assertThat(floors.floorOf(Set.of("b")).isMetBy(afterBoth)).isFalse();
  }

  @Test
  @DisplayName("PUR-11: more tags than have room are folded into the global floor, never lost")
  void foldedFloorsStillHold() {
    Provenance before = Provenance.ofPrimary(floors.sequence());
    for (int tag = 0; tag < 1000; tag++) {
      floors.invalidate(List.of("tag:" + tag));
    }

    for (int tag = 0; tag < 1000; tag++) {
      assertThat(floors.floorOf(Set.of("tag:" + tag)).isMetBy(before)).isFalse();
    }
  }

  @Test
  @DisplayName("PUR-11: however many tags come and go, no more floors are kept than have room")
  void floorsAreBounded() {
    for (int round = 0; round < 100; round++) {
      for (int tag = 0; tag < 100; tag++) {
        floors.invalidate(List.of("tag:" + tag, "round:" + round + ":" + tag));
        assertThat(floors.size()).isLessThanOrEqualTo(3);
      }
    }
    assertThat(floors.size()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "PUR-1: a floor is in force before its invalidation returns, whoever folds beside it")
  void floorIsSeenOnceInvalidateReturned() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Thread folding =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int tag = 0; !stop.get(); tag++) {
                    floors.invalidate(List.of("other:" + tag % 50));
                  }
                });
    for (int round = 0; round < 20_000; round++) {
      Provenance before = Provenance.ofPrimary(floors.sequence());
      floors.invalidate(List.of("mine"));
      assertThat(floors.floorOf(Set.of("mine")).isMetBy(before)).isFalse();
    }
    stop.set(true);
    folding.join();
  }

  private static Lookup.Found found(long sequence, Set<String> tags) {
    return new Lookup.Found(Stored.response().sequence(sequence).tags(tags).get());
  }

  @Test
  @DisplayName("what was found at its floor is looked at again only after an invalidation")
  void standingFollowsTheLog() {
    Lookup.Found found = found(0, Set.of("a", "b"));
    floors.invalidate(List.of("c"));

    assertThat(floors.floorOf(found)).isEqualTo(Floor.NONE);
    assertThat(found.standing().isAt(1)).isTrue();
    floors.invalidate(List.of("b"));
    assertThat(floors.floorOf(found)).isEqualTo(Floor.hard(Mark.unlocated(2)));
    assertThat(found.standing().isAt(2)).isFalse();
  }

  @Test
  @DisplayName(
      "PUR-1: whatever was invalidated when, the floors agree with a list of invalidations")
  void agreeWithANaiveList() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      // With room for every tag floors are exact; with little they may demand more, never less.
      boolean exact = random.nextBoolean();
      Floors tested = new Floors(exact ? 100 : 4);
      List<Set<String>> log = new ArrayList<>();
      List<Lookup.Found> stored = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(4)) {
          case 0 -> {
            Set<String> tags = tags(random);
            tested.invalidate(tags);
            log.add(tags);
          }
          case 1 -> {
            if (random.nextInt(20) == 0) {
              tested.invalidateAll();
              log.add(ALL);
            }
          }
          default -> stored.add(found(random.nextInt(log.size() + 1), tags(random)));
        }
        for (Lookup.Found found : stored) {
          boolean usable = tested.floorOf(found).isMetBy(found.response().provenance());
          boolean expected = isUsable(found.response(), log);
          assertThat(usable && !expected).as("seed %d, step %d", seed, step).isFalse();
          assertThat(usable || !exact || !expected).as("seed %d, step %d", seed, step).isTrue();
        }
      }
    }
  }

  private static final Set<String> ALL =
      IntStream.range(0, 12).mapToObj(i -> "t" + i).collect(Collectors.toUnmodifiableSet());

  private static Set<String> tags(Random random) {
    return ALL.stream()
        .sorted()
        .filter(tag -> random.nextInt(5) == 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isUsable(StoredResponse stored, List<Set<String>> log) {
    return log.stream()
        .skip(stored.provenance().sequence())
        .noneMatch(tags -> tags.equals(ALL) || !Collections.disjoint(tags, stored.terms().tags()));
  }

  @Test
  @DisplayName(
      "PUR-1: no note that other requests make hides an invalidation that was acknowledged")
  void notesHideNoInvalidation() throws Exception {
    // With many tags a look at the floors takes long enough for an invalidation to come between.
    Set<String> tags =
        Stream.concat(Stream.of("mine"), IntStream.range(0, 300).mapToObj(i -> "tag:" + i))
            .collect(Collectors.toUnmodifiableSet());
    Floors roomy = new Floors();
    AtomicReference<Lookup.Found> shared = new AtomicReference<>(found(0, tags));
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      others.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      roomy.floorOf(Objects.requireNonNull(shared.get()));
                    }
                  }));
    }
    try {
      for (int round = 0; round < 5_000; round++) {
        Lookup.Found found = found(roomy.sequence(), tags);
        shared.set(found);
        roomy.invalidate(List.of("other"));
        roomy.invalidate(List.of("mine"));
        // Notes of looks that began before may still come.
        for (int look = 0; look < 20; look++) {
          assertThat(roomy.floorOf(found).isMetBy(found.response().provenance())).isFalse();
        }
      }
    } finally {
      stop.set(true);
      for (Thread other : others) {
        other.join();
      }
    }
  }
}
