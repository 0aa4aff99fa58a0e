package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("positions: text and order")
class PositionTest {

  private static final Epoch FIRST = Epoch.ofPostgres("7412345678901234567", 1);

  @ParameterizedTest
  @CsvSource({
    "7412345678901234567/1@0/16B3748, 7412345678901234567/1, 23803720",
    "heartbeat@0/0, heartbeat, 0",
    "e@FFFFFFFF/FFFFFFFF, e, -1",
    "e@1/a, e, 4294967306",
  })
  void aTextNamesAPosition(String text, String epoch, long value) {
    assertThat(Position.parse(text)).contains(new Position(new Epoch(epoch), value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@0/1",
        "0/1",
        "e@",
        "e@1",
        "e@/1",
        "e@1/",
        "e@0x1/1",
        "e@+1/1",
        "e@123456789/1",
        "e@1/１",
        "e@1/1/1",
        "a b@0/1",
        "a\"@0/1",
        "e@0/1 ",
        "0123456789012345678901234567890123456789012345678901234567890123456789@0/1"
      })
  void allElseNamesNone(String text) {
    assertThat(Position.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 23803720, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void theTextOfAPositionNamesIt(long value) {
    Position position = new Position(FIRST, value);
    assertThat(Position.parse(position.text())).contains(position);
  }

  @Test
  void numbersAreUnsigned() {
    assertThat(new Position(FIRST, -1).isAtLeast(new Position(FIRST, 1))).isTrue();
    assertThat(new Position(FIRST, 1).isAtLeast(new Position(FIRST, -1))).isFalse();
  }

  @Test
  void positionsOfTwoEpochsAreNotOrdered() {
    Epoch second = Epoch.ofPostgres("7412345678901234567", 2);
    assertThat(new Position(second, 9).isAtLeast(new Position(FIRST, 1))).isFalse();
    assertThat(new Position(FIRST, 9).isAtLeast(new Position(second, 1))).isFalse();
  }
}
