package dev.edgecache.consistency.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("session tokens grow by maximum, whatever is merged in which order")
class SessionTokenPropertiesTest {

  /** The most steps of a token; half of them are full after as many. */
  private static final int STEPS = 150;

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("merging is commutative, associative and idempotent")
  void join(long seed) {
    RandomTokens random = new RandomTokens(new Random(seed));
    SessionToken a = random.token(STEPS);
    SessionToken b = random.token(STEPS);
    SessionToken c = random.token(STEPS);
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
    // A fingerprint goes where two answers of a key contradict each other, unless one of them is
    // folded before.
    assertThat(positions(a.merge(b).merge(c))).isEqualTo(positions(a.merge(b.merge(c))));
    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("no step and no merge lowers what is demanded of any tag or key, nor the end")
  void neverLowered(long seed) {
    RandomTokens random = new RandomTokens(new Random(seed));
    SessionToken before = random.token(STEPS);
    assertGrown(before, random.step(before));
    assertGrown(before, before.merge(random.token(STEPS)));
    assertGrown(before, before.lastingUntil(Instant.EPOCH));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("a token has a greatest size, whatever a session does")
  void bounded(long seed) {
    RandomTokens random = new RandomTokens(new Random(seed));
    assertThat(random.token(1000).merge(random.token(1000)).marks().values())
        .allSatisfy(
            marks ->
                assertThat(marks.writes().size() + marks.seen().size())
                    .isLessThanOrEqualTo(Marks.MOST));
  }

  private static void assertGrown(SessionToken before, SessionToken after) {
    assertThat(after.expires()).isAfterOrEqualTo(before.expires());
    before
        .marks()
        .forEach(
            (epoch, old) -> {
              Marks now = requireNonNull(after.marks().get(epoch));
              assertNotBelow(now.everything(), old.everything());
              old.writes()
                  .keySet()
                  .forEach(tag -> assertNotBelow(ofTag(now, tag), ofTag(old, tag)));
              old.seen().keySet().forEach(key -> assertNotBelow(ofKey(now, key), ofKey(old, key)));
            });
  }

  private static void assertNotBelow(long now, long before) {
    assertThat(Long.compareUnsigned(now, before)).isNotNegative();
  }

  private static long ofTag(Marks marks, int tag) {
    return Marks.greater(marks.everything(), marks.writes().getOrDefault(tag, 0L));
  }

  private static long ofKey(Marks marks, int key) {
    Seen seen = marks.seen().get(key);
    return seen == null ? marks.everything() : Marks.greater(marks.everything(), seen.upper());
  }

  private static Map<Epoch, Marks> positions(SessionToken token) {
    Map<Epoch, Marks> positions = new HashMap<>();
    token
        .marks()
        .forEach(
            (epoch, marks) -> {
              SortedMap<Integer, Seen> seen = new TreeMap<>(marks.seen());
              seen.replaceAll((_, one) -> new Seen(one.upper(), OptionalInt.empty()));
              positions.put(epoch, new Marks(marks.everything(), marks.writes(), seen));
            });
    return positions;
  }
}
