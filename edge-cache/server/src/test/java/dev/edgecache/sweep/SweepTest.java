package dev.edgecache.sweep;

import static dev.edgecache.testing.ManualPositions.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.Fields;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what is below floors is removed a few at a time, and then the floors go")
class SweepTest {

  private static final Set<String> TAG = Set.of("tag");

  private final MemoryStore store = new MemoryStore(1_000_000, _ -> {});
  private final Floors floors = new Floors();
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private Optional<Position> replicas = Optional.of(at(100));
  private final Sweep sweep =
      new Sweep(
          store,
          floors,
          () -> replicas,
          new Background() {
            @Override
            public void run(Runnable task) {
              steps.add(task);
            }

            @Override
            public void after(Duration pause, Runnable task) {
              steps.add(task);
            }
          },
          new Sweep.Pace(1, Duration.ofMillis(1), Duration.ofSeconds(1)));

  private static CacheKey key(int number) {
    return CacheKey.of("v1", "http", "shop.example", "/p/" + number);
  }

  private StoredResponse store(int number, Set<String> tags, long position) {
    StoredResponse response =
        Stored.response()
            .tags(tags)
            .body("content " + number)
            .get()
            .withProvenance(ofReplica(floors.sequence(), position));
    store.put(key(number), response);
    return response;
  }

  private static Provenance ofReplica(long sequence, long position) {
    return new Provenance(
        Provenance.Source.REPLICA, sequence, Optional.of(at(position)), Optional.of(at(position)));
  }

  private Mark commit(long position) {
    return Mark.ofCommit(floors.sequence() + 1, at(position));
  }

  private void invalidate(long position) {
    Mark mark = commit(position);
    floors.raise(TAG, mark.latest(), Floor.hard(mark));
  }

  private void step() {
    steps.remove().run();
  }

  private Lookup found(int number) {
    return store.lookup(key(number), Fields.EMPTY);
  }

  private StoredResponse responseOf(int number) {
    return ((Lookup.Found) found(number)).response();
  }

  @Test
  @DisplayName("I1: what a hard floor made unusable goes, with its memory, and the floor after it")
  void removesWhatIsDead() {
    store(1, TAG, 50);
    StoredResponse other = store(2, Set.of("other"), 50);
    StoredResponse newer = store(3, TAG, 80);
    long bytes = store.bytes();
    invalidate(60);
    sweep.start();
    step();
    step();
    assertThat(floors.size()).as("not everything was looked at").isEqualTo(1);
    step();

    assertThat(found(1)).isEqualTo(new Lookup.UriMiss());
    assertThat(responseOf(2)).isEqualTo(other);
    assertThat(responseOf(3)).isEqualTo(newer);
    assertThat(sweep.removed()).isEqualTo(1);
    assertThat(store.bytes()).isLessThan(bytes);
    assertThat(floors.size()).isZero();
    assertThat(floors.floorOf(TAG)).isEqualTo(Floor.NONE);
  }

  @Test
  @DisplayName("I1: answers on their way meet floors that retired")
  void whatIsFetchedMeetsFloorsThatRetired() {
    invalidate(60);
    sweep.start();
    step();

    assertThat(floors.size()).isZero();
    assertThat(isMet(ofReplica(1, 59))).isFalse();
    assertThat(isMet(ofReplica(1, 60))).isTrue();
    assertThat(isMet(Provenance.ofPrimary(0))).isFalse();
    assertThat(isMet(Provenance.ofPrimary(1))).isTrue();
    assertThat(isMet(ofReplica(floors.sequence(), 59))).as("asked for when all were past").isTrue();
  }

  private boolean isMet(Provenance provenance) {
    return floors.floorOfFetched(TAG, provenance).isMetBy(provenance);
  }

  @Test
  @DisplayName("I1': what a soft floor made stale stays so without it")
  void staleAnswersStayStale() {
    StoredResponse old = store(1, TAG, 50);
    Mark mark = commit(60);
    floors.raise(TAG, mark.latest(), Floor.soft(mark, Stored.THEN.plusSeconds(10)));
    sweep.start();
    step();

    assertThat(floors.size()).isZero();
    StoredResponse left = responseOf(1);
    assertThat(left.isSameAs(old)).isTrue();
    assertThat(Freshness.of(left, Stored.THEN.plusSeconds(9)).isFresh()).isTrue();
    assertThat(Freshness.of(left, Stored.THEN.plusSeconds(11)).isFresh()).isFalse();
  }

  @Test
  @DisplayName("I1: a floor that is raised while others retire stays")
  void floorsRaisedMeanwhileStay() {
    store(1, TAG, 65);
    store(2, TAG, 65);
    invalidate(60);
    sweep.start();
    step();
    invalidate(70);
    step();

    assertThat(floors.size()).isEqualTo(1);
    assertThat(floors.floorOf(TAG).isMetBy(ofReplica(9, 65))).isFalse();
    for (int i = 0; i < 3; i++) {
      step();
    }
    assertThat(floors.size()).isZero();
    assertThat(store.entries()).isZero();
  }

  @Test
  @DisplayName("I1: a floor that replicas have not reached, or whose position is awaited, stays")
  void floorsThatAreNotReachedStay() {
    invalidate(101);
    floors.invalidate(Set.of("awaited"));
    sweep.start();
    step();
    assertThat(floors.size()).isEqualTo(2);

    replicas = Optional.empty();
    step();
    assertThat(floors.size()).isEqualTo(2);

    replicas = Optional.of(at(101));
    step();
    assertThat(floors.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("I1: a look into the store, and then at floors, is taken again if one goes between")
  void looksAreNotDisturbed() {
    store(1, TAG, 50);
    invalidate(60);
    sweep.start();
    Optional<StoredResponse> used =
        floors.undisturbed(
            () -> {
              Lookup lookup = found(1);
              if (steps.size() == 1 && floors.size() == 1) {
                step();
              }
              return lookup instanceof Lookup.Found seen
                      && floors.floorOf(seen).isMetBy(seen.response().provenance())
                  ? Optional.of(seen.response())
                  : Optional.empty();
            });

    assertThat(floors.size()).isZero();
    assertThat(used).isEmpty();
  }
}
