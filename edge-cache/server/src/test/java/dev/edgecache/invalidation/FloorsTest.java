package dev.edgecache.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FloorsTest {

  private final Floors floors = new Floors(3);

  @Test
  void whatWasFetchedBeforeAnInvalidationIsBelowTheFloorOfItsTags() {
    Provenance before = new Provenance(floors.sequence());
    floors.invalidate(List.of("product:1"));
    Provenance after = new Provenance(floors.sequence());

    assertThat(floors.floorOf(Set.of("product:1", "catalog")).isMetBy(before)).isFalse();
    assertThat(floors.floorOf(Set.of("product:1", "catalog")).isMetBy(after)).isTrue();
    assertThat(floors.floorOf(Set.of("product:2", "catalog")).isMetBy(before)).isTrue();
  }

  @Test
  void invalidatingAllReachesWhatHasNoTags() {
    Provenance before = new Provenance(floors.sequence());
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
    Provenance afterBoth = new Provenance(floors.sequence());
    floors.invalidate(List.of("b"));

    assertThat(floors.floorOf(Set.of("a")).isMetBy(afterBoth)).isTrue();
    assertThat(floors.floorOf(Set.of("b")).isMetBy(afterBoth)).isFalse();
  }

  @Test
  @DisplayName("PUR-11: more tags than have room are folded into the global floor, never lost")
  void foldedFloorsStillHold() {
    Provenance before = new Provenance(floors.sequence());
    for (int tag = 0; tag < 1000; tag++) {
      floors.invalidate(List.of("tag:" + tag));
    }

    for (int tag = 0; tag < 1000; tag++) {
      assertThat(floors.floorOf(Set.of("tag:" + tag)).isMetBy(before)).isFalse();
    }
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
      Provenance before = new Provenance(floors.sequence());
      floors.invalidate(List.of("mine"));
      assertThat(floors.floorOf(Set.of("mine")).isMetBy(before)).isFalse();
    }
    stop.set(true);
    folding.join();
  }
}
