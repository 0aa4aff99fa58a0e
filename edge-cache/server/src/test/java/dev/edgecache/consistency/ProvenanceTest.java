package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("what a stored answer proves")
class ProvenanceTest {

  private static final Epoch EPOCH = new Epoch("7/1");
  private static final Position PROCESSED = at(300);

  private static Position at(long value) {
    return new Position(EPOCH, value);
  }

  private static Floor committedAt(long value) {
    return Floor.hard(Mark.ofCommit(5, at(value)));
  }

  private static Provenance of(Source source, long sequence, long lower) {
    return new Provenance(source, sequence, Optional.of(at(lower)), Optional.of(at(lower)));
  }

  static Stream<Arguments> upToWhereAFeedOfAllChangesHasCome() {
    Provenance replica = of(Source.REPLICA, 1, 100);
    Floor later = Floor.soft(Mark.ofCommit(5, at(101)), Instant.EPOCH);
    Turn turn = new Turn(Lineage.of(EPOCH).promotedTo(new Epoch("7/2"), 99), 2, Instant.EPOCH);
    return Stream.of(
        Arguments.of("no change has touched it", replica, Floor.NONE, true),
        Arguments.of("all that did are in it", replica, committedAt(100), true),
        Arguments.of("a change is not in it", replica, committedAt(101), false),
        Arguments.of("a soft one is not in it", replica, later, false),
        Arguments.of("where a change was is not known", replica, awaited(), false),
        Arguments.of("it has what was lost", replica, Floor.NONE.in(turn), false),
        Arguments.of(
            "the primary was asked, but may not have shown it",
            of(Source.PRIMARY, 6, 100),
            committedAt(101),
            false),
        Arguments.of(
            "the primary had shown it", of(Source.PRIMARY, 6, 101), committedAt(101), true),
        Arguments.of("it is not known how old it is", Provenance.ofPrimary(9), Floor.NONE, false));
  }

  private static Floor awaited() {
    return Floor.hard(Mark.unlocated(1));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource
  void upToWhereAFeedOfAllChangesHasCome(
      String row, Provenance provenance, Floor floor, boolean proven) {
    assertThat(provenance.provenUpTo(PROCESSED, floor))
        .as(row)
        .isEqualTo(proven ? Optional.of(PROCESSED) : Optional.empty());
  }
}
