package dev.edgecache.sources.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Lapse;
import dev.edgecache.sources.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossRuleTest {

  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
  private static final LossRule RULE =
      new LossRule(seconds(60), seconds(10), Set.of("everything "));

  record Row(String name, SourceStatus status, Optional<Instant> lostSince) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("works", status(Optional.empty(), Optional.of(seconds(0))), Optional.empty()),
        new Row("has not begun", status(Optional.empty(), Optional.empty()), Optional.empty()),
        new Row("does not work for less", status(Optional.of(59), Optional.empty()), never()),
        new Row("does not work for as long", status(Optional.of(60), Optional.empty()), ago(0)),
        new Row("does not work for longer", status(Optional.of(90), Optional.empty()), ago(30)),
        new Row("is behind by less", status(Optional.empty(), Optional.of(seconds(59))), never()),
        new Row("is behind by more", status(Optional.empty(), Optional.of(seconds(61))), ago(1)),
        new Row(
            "works a little while it catches up",
            status(Optional.of(70), Optional.of(seconds(1))),
            ago(10)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("PUR-7: a source is lost that has been without all that its bus has for too long")
  void aSourceIsLost(Row row) {
    assertThat(RULE.lapse(row.status(), NOW).map(Lapse::since)).isEqualTo(row.lostSince());
  }

  @Test
  void anAnswerIsFreshForAWhileAfterItsOriginGaveItOrAfterTheLoss() {
    Lapse lapse = new Lapse(NOW, seconds(10));

    assertThat(lapse.endOf(NOW.minusSeconds(100))).isEqualTo(NOW.plusSeconds(10));
    assertThat(lapse.endOf(NOW.plusSeconds(100))).isEqualTo(NOW.plusSeconds(110));
  }

  @Test
  void ofTwoLossesTheEarlierAndTheShorterWhileCount() {
    Lapse one = new Lapse(NOW, seconds(10));
    Lapse other = new Lapse(NOW.plusSeconds(5), seconds(3));

    assertThat(one.merge(other)).isEqualTo(new Lapse(NOW, seconds(3)));
    assertThat(other.merge(one)).isEqualTo(new Lapse(NOW, seconds(3)));
  }

  private static Optional<Instant> never() {
    return Optional.empty();
  }

  private static Optional<Instant> ago(long seconds) {
    return Optional.of(NOW.minusSeconds(seconds));
  }

  private static SourceStatus status(Optional<Integer> troubleFor, Optional<Duration> lag) {
    return new SourceStatus(
        "kafka",
        troubleFor.map(
            seconds -> new SourceStatus.Trouble(NOW.minusSeconds(seconds), "it is down")),
        Optional.empty(),
        lag);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
