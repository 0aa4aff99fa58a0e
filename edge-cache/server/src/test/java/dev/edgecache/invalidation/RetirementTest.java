package dev.edgecache.invalidation;

import static dev.edgecache.testing.ManualPositions.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("floors retire a few at a time, so that no invalidation waits for all of them")
class RetirementTest {

  private static final Optional<Position> REPLICAS = Optional.of(at(100));
  private static final int TAGS = 5 * Floors.MOST_AT_ONCE / 2;

  private final Floors floors = new Floors();

  private void raise(String tag, long position) {
    Mark mark = Mark.ofCommit(floors.sequence() + 1, at(position));
    floors.raise(Set.of(tag), mark.latest(), Floor.hard(mark));
  }

  private static String tag(int number) {
    return "tag:" + number;
  }

  /** Counts the floors that are looked at. */
  private static final class Counted implements Iterator<Map.Entry<String, Floor>> {
    private final Iterator<Map.Entry<String, Floor>> floors =
        Collections.nCopies(TAGS, Map.entry("tag", Floor.hard(Mark.ofCommit(1, at(101)))))
            .iterator();
    private int seen;

    @Override
    public boolean hasNext() {
      return floors.hasNext();
    }

    @Override
    public Map.Entry<String, Floor> next() {
      seen++;
      return floors.next();
    }
  }

  @Test
  @DisplayName("PUR-11: of many floors no more than a thousand are looked at in one go")
  void fewAreLookedAtInOneGo() {
    Counted counted = new Counted();
    Retirement retirement = new Retirement(floors, counted);

    assertThat(retirement.begin(REPLICAS)).isTrue();
    assertThat(counted.seen).isEqualTo(1_000);
    assertThat(retirement.begin(REPLICAS)).isTrue();
    assertThat(counted.seen).isEqualTo(2_000);
    assertThat(retirement.begin(REPLICAS)).isFalse();
    assertThat(counted.seen).isEqualTo(2_500);
    assertThat(retirement.isNothing()).as("none is reached").isTrue();
  }

  @Test
  @DisplayName("PUR-11: of many floors no more than a thousand go in one go, and in the end all")
  void fewGoInOneGo() {
    IntStream.range(0, TAGS).forEach(number -> raise(tag(number), 50));
    Retirement retirement = begun();

    assertThat(floors.size()).isEqualTo(2_500);
    assertThat(retirement.end()).isTrue();
    assertThat(floors.size()).isEqualTo(1_500);
    assertThat(retirement.end()).isTrue();
    assertThat(floors.size()).isEqualTo(500);
    assertThat(retirement.end()).isFalse();
    assertThat(floors.size()).isZero();
    assertThat(floors.floorOf(Set.of(tag(0)))).isEqualTo(Floor.NONE);
  }

  @Test
  @DisplayName("I1: floors that are not reached stay, and hold up none of the others")
  void floorsThatAreNotReachedHoldUpNone() {
    IntStream.range(0, TAGS).forEach(number -> raise(tag(number), number % 2 == 0 ? 50 : 101));
    end(begun());

    assertThat(floors.size()).isEqualTo(TAGS / 2);
    assertThat(floors.floorOf(Set.of(tag(0)))).isEqualTo(Floor.NONE);
    assertThat(floors.floorOf(Set.of(tag(1))).hard().position()).contains(at(101));
  }

  @Test
  @DisplayName("I1: a floor that is raised between two goes stays")
  void floorsRaisedBetweenTwoGoesStay() {
    IntStream.range(0, TAGS).forEach(number -> raise(tag(number), 50));
    Retirement retirement = floors.retirement();
    retirement.begin(REPLICAS);
    IntStream.range(0, TAGS).forEach(number -> raise(tag(number), 101));
    while (retirement.begin(REPLICAS)) {}
    end(retirement);

    assertThat(floors.size()).isEqualTo(TAGS);
    assertThat(floors.floorOf(Set.of(tag(7))).hard().position()).contains(at(101));
  }

  @Test
  @DisplayName("I1: an answer that was asked for between two goes meets all that retired")
  void answersAskedForBetweenTwoGoesMeetWhatRetired() {
    IntStream.range(0, TAGS).forEach(number -> raise(tag(number), 50));
    Retirement retirement = floors.retirement();
    retirement.begin(REPLICAS);
    long asked = floors.sequence();
    while (retirement.begin(REPLICAS)) {}
    end(retirement);

    for (int number = 0; number < TAGS; number++) {
      assertThat(isMet(tag(number), replica(asked, 49))).isFalse();
      assertThat(isMet(tag(number), replica(asked, 50))).isTrue();
    }
    assertThat(isMet(tag(0), replica(floors.sequence(), 49)))
        .as("asked for when all were past")
        .isTrue();
  }

  private boolean isMet(String tag, Provenance provenance) {
    return floors.floorOfFetched(Set.of(tag), provenance).isMetBy(provenance);
  }

  private static Provenance replica(long sequence, long position) {
    return new Provenance(
        Provenance.Source.REPLICA, sequence, Optional.of(at(position)), Optional.of(at(position)));
  }

  private Retirement begun() {
    Retirement retirement = floors.retirement();
    while (retirement.begin(REPLICAS)) {}
    return retirement;
  }

  private static void end(Retirement retirement) {
    while (retirement.end()) {}
  }
}
