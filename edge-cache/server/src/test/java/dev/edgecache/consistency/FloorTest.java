package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.edgecache.consistency.Floor.Verdict;
import dev.edgecache.consistency.Provenance.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FloorTest {

  private static final Epoch EPOCH = new Epoch("7412/1");
  private static final Epoch PROMOTED = new Epoch("7412/2");
  private static final Instant MORNING = Instant.parse("2026-11-27T08:00:00Z");

  static Stream<Arguments> marks() {
    Mark committed = Mark.ofCommit(7, at(100));
    Mark unlocated = Mark.unlocated(7);
    Mark located = unlocated.located(7, at(100));
    return Stream.of(
        arguments("a replica behind the commit", committed, replica(9, 99), false),
        arguments(
            "a replica at the commit, asked before the event came",
            committed,
            replica(6, 100),
            true),
        arguments("a replica of which nothing is known", committed, unknown(9), false),
        arguments("the primary, asked after the event came", committed, primary(7), true),
        arguments("the primary, asked before the event came", committed, primary(6), false),
        arguments(
            "the primary, asked before, but settled at the commit",
            committed,
            settled(6, 100),
            true),
        arguments("a replica, while no position is known", unlocated, replica(9, 1000), false),
        arguments("the primary, while no position is known", unlocated, primary(7), true),
        arguments("a replica at the sampled position, asked after", located, replica(7, 100), true),
        arguments(
            "a replica at the sampled position, asked before: an idle database",
            located,
            replica(6, 100),
            false),
        arguments("a replica of another epoch", committed, in(PROMOTED, replica(9, 1000)), false));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("marks")
  void answersMeetMarksByPositionOrByAskingThePrimaryAfterwards(
      String what, Mark mark, Provenance answer, boolean met) {
    assertThat(mark.isMetBy(answer)).as(what).isEqualTo(met);
    assertThat(Floor.hard(mark).judge(answer))
        .isEqualTo(met ? new Verdict.Met() : new Verdict.Missed());
    assertThat(Floor.soft(mark, MORNING).judge(answer))
        .isEqualTo(met ? new Verdict.Met() : new Verdict.Softened(MORNING));
  }

  @Test
  @DisplayName("I1': an answer below a soft invalidation is stale, also once that one is located")
  void aSoftInvalidationStaysSoftWhenItIsLocated() {
    Floor located = Floor.soft(Mark.unlocated(7), MORNING).marked(mark -> mark.located(7, at(100)));

    assertThat(located.judge(replica(6, 99))).isEqualTo(new Verdict.Softened(MORNING));
    assertThat(located.judge(replica(7, 100))).isEqualTo(new Verdict.Met());
  }

  @Test
  @DisplayName("a floor whose position is known demands no more when others are located")
  void whatIsLocatedStaysWhereItIs() {
    Mark committed = Mark.ofCommit(7, at(100));

    assertThat(committed.located(9, at(200))).isEqualTo(committed);
    assertThat(Mark.NONE.located(9, at(200))).isEqualTo(Mark.NONE);
  }

  @Test
  @DisplayName("I1': an answer is stale since the first soft invalidation that it does not reflect")
  void softWindowsRunFromTheFirstInvalidationThatTheAnswerMisses() {
    Floor floor =
        Floor.soft(Mark.ofCommit(1, at(100)), MORNING)
            .merge(Floor.soft(Mark.ofCommit(2, at(200)), MORNING.plusSeconds(60)));

    assertThat(floor.judge(replica(3, 99))).isEqualTo(new Verdict.Softened(MORNING));
    assertThat(floor.judge(replica(3, 100)))
        .isEqualTo(new Verdict.Softened(MORNING.plusSeconds(60)));
    assertThat(floor.judge(replica(3, 200))).isEqualTo(new Verdict.Met());
  }

  @Test
  @DisplayName("PUR-11: any number of soft invalidations takes bounded room, and none is forgotten")
  void manySoftInvalidationsShortenWindowsInsteadOfTakingRoom() {
    Floor floor = Floor.NONE;
    for (int i = 1; i <= 1000; i++) {
      floor = floor.merge(Floor.soft(Mark.ofCommit(i, at(i)), MORNING.plusSeconds(i)));
    }

    assertThat(floor.soft()).hasSizeLessThanOrEqualTo(8);
    for (int i = 0; i < 1000; i++) {
      Instant first = MORNING.plusSeconds(i + 1);
      assertThat(floor.judge(replica(2000, i)))
          .isInstanceOfSatisfying(
              Verdict.Softened.class,
              softened -> assertThat(softened.since()).isBeforeOrEqualTo(first));
    }
    assertThat(floor.judge(replica(2000, 1000))).isEqualTo(new Verdict.Met());
  }

  @Test
  @DisplayName("I7, PUR-6: the order of invalidations and their repetition change no verdict")
  void floorsAreAJoin() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<Floor> floors = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        Mark mark =
            random.nextBoolean()
                ? Mark.ofCommit(i, at(random.nextInt(10)))
                : Mark.unlocated(i).located(i, at(random.nextInt(10)));
        floors.add(
            random.nextBoolean() ? Floor.hard(mark) : Floor.soft(mark, MORNING.plusSeconds(i)));
      }
      Floor once = merged(floors);
      List<Floor> again = new ArrayList<>(floors);
      again.addAll(floors);
      Collections.shuffle(again, random);
      Floor shuffled = merged(again);
      for (int i = 0; i < 20; i++) {
        Provenance answer =
            random.nextBoolean()
                ? replica(random.nextInt(8), random.nextInt(11))
                : primary(random.nextInt(8));
        assertThat(shuffled.judge(answer)).isEqualTo(once.judge(answer));
      }
    }
  }

  @Test
  @DisplayName("a promotion leaves what both histories have, and makes the rest stale")
  void promotionOutdatesWhatTheNewHistoryMayNotHave() {
    Lineage lineage = Lineage.of(EPOCH).promotedTo(PROMOTED, 500);
    Turn turn = new Turn(lineage, 10, MORNING);
    Floor floor = Floor.hard(Mark.ofCommit(3, at(300))).in(turn);

    assertThat(floor.judge(between(5, 400, 450))).isEqualTo(new Verdict.Met());
    assertThat(floor.judge(between(5, 400, 501))).isEqualTo(new Verdict.Softened(MORNING));
    assertThat(floor.judge(replica(5, 400))).isEqualTo(new Verdict.Softened(MORNING));
    assertThat(floor.judge(between(5, 200, 250))).isEqualTo(new Verdict.Missed());
    assertThat(floor.judge(in(PROMOTED, replica(10, 600)))).isEqualTo(new Verdict.Met());
  }

  @Test
  @DisplayName("I10: what an unknown epoch demands, only the primary can give")
  void positionsOfAnUnknownEpochAreNotCompared() {
    Turn turn = new Turn(Lineage.of(PROMOTED), 10, MORNING);
    Floor floor = Floor.hard(Mark.ofCommit(3, at(300))).in(turn);

    assertThat(floor.judge(in(PROMOTED, replica(20, 9999)))).isEqualTo(new Verdict.Missed());
    assertThat(floor.judge(primary(20))).isEqualTo(new Verdict.Met());
  }

  private static Floor merged(List<Floor> floors) {
    return floors.stream().reduce(Floor.NONE, Floor::merge);
  }

  private static Position at(long value) {
    return new Position(EPOCH, value);
  }

  private static Provenance replica(long sequence, long lower) {
    return new Provenance(Source.REPLICA, sequence, Optional.of(at(lower)), Optional.empty());
  }

  private static Provenance between(long sequence, long lower, long upper) {
    return new Provenance(Source.REPLICA, sequence, Optional.of(at(lower)), Optional.of(at(upper)));
  }

  private static Provenance unknown(long sequence) {
    return new Provenance(Source.REPLICA, sequence, Optional.empty(), Optional.empty());
  }

  private static Provenance primary(long sequence) {
    return Provenance.ofPrimary(sequence);
  }

  private static Provenance settled(long sequence, long lower) {
    return new Provenance(Source.PRIMARY, sequence, Optional.of(at(lower)), Optional.empty());
  }

  private static Provenance in(Epoch epoch, Provenance answer) {
    return new Provenance(
        answer.source(),
        answer.sequence(),
        answer.lower().map(lower -> new Position(epoch, lower.value())),
        answer.upper());
  }
}
