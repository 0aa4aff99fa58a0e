package dev.edgecache.consistency.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("what a session may get")
class DemandTest {

  private static final Epoch DB = new Epoch("db/1");
  private static final Epoch PROMOTED = new Epoch("db/2");
  private static final Epoch FOREIGN = new Epoch("other/1");
  private static final Lineage ONE = Lineage.of(DB);
  private static final Position NEWEST = at(DB, 1000);
  private static final SessionToken NEW = SessionToken.begin(7, Instant.ofEpochSecond(60));

  /** Of the key {@code /p/1}, with the tags {@code product:1} and {@code catalog}. */
  private static Candidate answer(int fingerprint, long lower) {
    return new Candidate(
        "/p/1", Set.of("product:1", "catalog"), fingerprint, Optional.of(at(DB, lower)));
  }

  record Row(String what, SessionToken token, long refused, long accepted) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Row> rows() {
    return List.of(
        new Row("a write that may have touched anything", wrote(100), 99, 100),
        new Row("a write to a tag of the answer", wrote(100, "product:1"), 99, 100),
        new Row(
            "the later of two writes",
            wrote(100, "catalog").wrote(tags("catalog"), at(DB, 90)),
            99,
            100),
        new Row(
            "a write to another tag, after one to anything",
            wrote(50).wrote(tags("x"), at(DB, 100)),
            49,
            50),
        new Row("another answer of the key was seen", NEW.saw("/p/1", 2, at(DB, 100)), 99, 100),
        new Row(
            "two others, the later from an older copy",
            NEW.saw("/p/1", 2, at(DB, 100)).saw("/p/1", 3, at(DB, 80)),
            99,
            100),
        new Row(
            "the same one in one token, another in the other",
            NEW.saw("/p/1", 1, at(DB, 90)).merge(NEW.saw("/p/1", 2, at(DB, 100))),
            99,
            100));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("RYW-1 an answer reaches what the session has written and seen")
  void reaches(Row row) {
    Demand demand = Demand.of(row.token(), ONE, NEWEST);
    assertThat(demand.isMetBy(answer(1, row.refused()))).isFalse();
    assertThat(demand.isMetBy(answer(1, row.accepted()))).isTrue();
    assertThat(demand.isMetBy(unknownAge())).isFalse();
  }

  static List<Row> indifferent() {
    return List.of(
        new Row("a session that has done nothing", NEW, 0, 0),
        new Row("a write to another tag", wrote(100, "cart"), 0, 0),
        new Row("the same answer was seen", NEW.saw("/p/1", 1, at(DB, 100)), 0, 0),
        new Row("an answer of another key was seen", NEW.saw("/p/2", 2, at(DB, 100)), 0, 0));
  }

  @ParameterizedTest
  @MethodSource("indifferent")
  @DisplayName("an answer stays usable although others were written or seen")
  void staysUsable(Row row) {
    Demand demand = Demand.of(row.token(), ONE, NEWEST);
    assertThat(demand.isMetBy(answer(1, 0))).isTrue();
    assertThat(demand.isMetBy(unknownAge())).isTrue();
  }

  @Test
  @DisplayName("an answer without tags counts as touched by every write")
  void withoutTags() {
    Demand demand = Demand.of(wrote(100, "cart"), ONE, NEWEST);
    assertThat(demand.isMetBy(new Candidate("/cart", Set.of(), 1, Optional.of(at(DB, 99)))))
        .isFalse();
  }

  @Test
  @DisplayName("a fetch has to reach all that its answer might be asked for")
  void fetches() {
    SessionToken token = wrote(40).wrote(tags("cart"), at(DB, 60)).saw("/p/1", 1, at(DB, 80));
    assertThat(Demand.of(token, ONE, NEWEST).ofFetch("/p/1")).contains(at(DB, 80));
    assertThat(Demand.of(token, ONE, NEWEST).ofFetch("/p/2")).contains(at(DB, 60));
    assertThat(Demand.of(NEW, ONE, NEWEST).ofFetch("/p/1")).isEmpty();
  }

  @Test
  @DisplayName("positions are unsigned")
  void unsigned() {
    Demand demand = Demand.of(wrote(-2), ONE, at(DB, -1));
    assertThat(demand.isMetBy(answer(1, Long.MAX_VALUE))).isFalse();
    assertThat(demand.isMetBy(answer(1, -2))).isTrue();
  }

  @Test
  @DisplayName("nothing beyond the newest known position is demanded, and the excess is told")
  void beyond() {
    SessionToken token = wrote(2000);
    assertThat(token.isBeyond(ONE, NEWEST)).isTrue();
    assertThat(wrote(1000).isBeyond(ONE, NEWEST)).isFalse();
    Demand demand = Demand.of(token, ONE, NEWEST);
    assertThat(demand.isMetBy(answer(1, 999))).isFalse();
    assertThat(demand.isMetBy(answer(1, 1000))).isTrue();
    assertThat(demand.ofFetch("/p/1")).contains(NEWEST);
  }

  @Test
  @DisplayName("a token of an unknown epoch is met by what is as new as anything known here")
  void unknownEpoch() {
    SessionToken token = NEW.wrote(tags("cart"), at(FOREIGN, 1));
    assertThat(token.isBeyond(ONE, NEWEST)).isFalse();
    Demand demand = Demand.of(token, ONE, NEWEST);

    assertThat(demand.isMetBy(answer(1, 999))).isFalse();
    assertThat(demand.isMetBy(answer(1, 1000))).isTrue();
  }

  @Test
  @DisplayName("after a promotion a token demands what of its history still exists")
  void promotion() {
    Lineage promoted = ONE.promotedTo(PROMOTED, 500);
    Position newest = at(PROMOTED, 900);
    assertThat(Demand.of(wrote(400), promoted, newest).ofFetch("/p/1")).contains(at(PROMOTED, 400));
    Demand lost = Demand.of(wrote(700), promoted, newest);
    assertThat(lost.isMetBy(answer(1, 499))).isFalse();
    assertThat(lost.isMetBy(answer(1, 500))).isTrue();
    assertThat(lost.isMetBy(answer(1, 600))).as("read after the switch, in lost history").isFalse();
  }

  @Test
  @DisplayName("what one cache knows of a promotion survives another that does not")
  void promotionUnknownElsewhere() {
    SessionToken token =
        wrote(400).wrote(tags(), at(PROMOTED, 600)).in(ONE).wrote(tags(), at(DB, 450));
    Lineage promoted = ONE.promotedTo(PROMOTED, 500);
    assertThat(Demand.of(token, promoted, at(PROMOTED, 900)).ofFetch("/p/1"))
        .contains(at(PROMOTED, 600));
    assertThat(token.in(promoted).marks()).containsOnlyKeys(PROMOTED);
  }

  private static Candidate unknownAge() {
    return new Candidate("/p/1", Set.of("product:1", "catalog"), 1, Optional.empty());
  }

  private static SessionToken wrote(long at, String... tags) {
    return NEW.wrote(tags(tags), at(DB, at));
  }

  private static Set<String> tags(String... tags) {
    return Set.of(tags);
  }

  private static Position at(Epoch epoch, long value) {
    return new Position(epoch, value);
  }
}
