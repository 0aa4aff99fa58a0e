package dev.edgecache.positions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.testing.ManualTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("positions by the time alone")
class ClockPositionsTest {

  private static final Duration WINDOW = Duration.ofSeconds(5);

  private final ManualTime time = new ManualTime();

  @Test
  void replicasHaveReachedWhatIsOlderThanTheWindow() throws Exception {
    Positions positions = positions(WINDOW);
    Position written = positions.primary().get(1, TimeUnit.SECONDS);

    time.advance(WINDOW);
    assertThat(reached(positions, written)).as("at the end of the window").isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(reached(positions, written)).isTrue();
  }

  @Test
  void thePrimaryShowsAtOnceWhatWasWrittenBefore() throws Exception {
    Positions positions = positions(WINDOW);
    Position written = positions.primary().get(1, TimeUnit.SECONDS);

    assertThat(positions.settled().orElseThrow().isAtLeast(written)).as("not before").isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(positions.settled().orElseThrow().isAtLeast(written)).isTrue();
  }

  @Test
  void nothingGoesBackWithTheClock() throws Exception {
    Positions positions = positions(WINDOW);
    Position before = positions.primary().get(1, TimeUnit.SECONDS);
    time.advance(Duration.ofHours(-1));

    assertThat(positions.primary().get(1, TimeUnit.SECONDS).isAtLeast(before)).isTrue();
  }

  @Test
  void waitingEndsWithTheWindowOrAtTheLimit() throws Exception {
    Positions positions = positions(Duration.ofMillis(20));
    Position written = positions.primary().get(1, TimeUnit.SECONDS);

    assertThat(positions.awaitReplicas(written, Duration.ofSeconds(10)).get(5, TimeUnit.SECONDS))
        .isTrue();
    assertThat(positions.awaitReplicas(written, Duration.ofMillis(5)).get(5, TimeUnit.SECONDS))
        .isFalse();
    Position foreign = new Position(new Epoch("db/1"), 0);
    assertThat(positions.awaitReplicas(foreign, Duration.ofMillis(1)).get(5, TimeUnit.SECONDS))
        .isFalse();
  }

  private static boolean reached(Positions positions, Position demanded) {
    return positions.replicas().orElseThrow().isAtLeast(demanded);
  }

  private Positions positions(Duration window) {
    return Positions.open(
        PositionSettings.of(new PositionSettings.Clock(window)), time::instant, time::nanos);
  }
}
