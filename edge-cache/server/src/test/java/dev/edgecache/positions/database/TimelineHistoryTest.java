package dev.edgecache.positions.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("history files of timelines")
class TimelineHistoryTest {

  private static final Epoch THIRD = new Epoch("db/3");

  @Test
  void eachLineIsATimelineThatWasLeft() {
    String file = "1\t0/3000110\tno recovery target specified\n\n# a word\n2 1/0\tafter a crash\n";

    assertThat(TimelineHistory.parse(file, "db", THIRD))
        .contains(
            Lineage.of(new Epoch("db/1"))
                .promotedTo(new Epoch("db/2"), 0x3000110)
                .promotedTo(THIRD, 1L << 32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "x\t0/1\tr", "1\t01\tr", "0\t0/1", "1\t0/1\n1\t0/2", "1\t0/1\n?"})
  void aMalformedOneTellsNothing(String file) {
    assertThat(TimelineHistory.parse(file, "db", THIRD)).isEmpty();
  }
}
