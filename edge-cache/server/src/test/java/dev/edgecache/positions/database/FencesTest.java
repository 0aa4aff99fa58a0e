package dev.edgecache.positions.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("positions of a primary are settled once all transactions of their time have ended")
class FencesTest {

  private static final Epoch EPOCH = new Epoch("db/1");

  private final Fences fences = new Fences();

  @Test
  void onAnIdleDatabaseAtOnce() {
    assertThat(fences.settled(at(10), 100, 100)).contains(at(10));
  }

  @Test
  void notWhileATransactionRuns() {
    assertThat(fences.settled(at(10), 100, 101)).isEmpty();
    assertThat(fences.settled(at(20), 100, 105)).isEmpty();
    assertThat(fences.settled(at(30), 104, 110)).contains(at(10));
    assertThat(fences.settled(at(40), 105, 110)).contains(at(20));
    assertThat(fences.settled(at(50), 110, 110)).contains(at(50));
  }

  @Test
  void nothingOfAnOlderEpoch() {
    fences.settled(at(10), 100, 100);
    Position promoted = new Position(new Epoch("db/2"), 10);

    assertThat(fences.settled(promoted, 100, 101)).isEmpty();
    assertThat(fences.settled(promoted, 101, 101)).contains(promoted);
  }

  @Test
  void afterATransactionThatRanForVeryLongTheLatest() {
    for (int i = 0; i < 5000; i++) {
      assertThat(fences.settled(at(i), 100, 101 + i)).isEmpty();
    }
    assertThat(fences.settled(at(5000), 5101, 5101)).contains(at(5000));
  }

  private static Position at(long value) {
    return new Position(EPOCH, value);
  }
}
