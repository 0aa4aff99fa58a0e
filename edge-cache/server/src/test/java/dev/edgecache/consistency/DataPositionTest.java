package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.http.Fields;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataPositionTest {

  private static final Epoch EPOCH = new Epoch("7412/1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lo=\"7412/1@0/64\", hi=\"7412/1@0/C8\" | 100 | 200",
        "hi=\"7412/1@0/C8\", lo=\"7412/1@0/64\" | 100 | 200",
        "lo=\"7412/1@0/64\"                     | 100 | -1",
        "lo=\"7412/1@0/64\", hi=7               | 100 | -1",
        "lo=\"soon\", hi=\"7412/1@0/C8\"        | -1  | 200",
      })
  void saysWhatItsMembersSay(String value, long lower, long upper) {
    assertThat(DataPosition.of(Fields.of("data-position", value)))
        .isEqualTo(new DataPosition(at(lower), at(upper)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lo=", "7412/1@0/64", "lo=\"7412/1@0/64\";;", "lo=(\"7412/1@0/64\")"})
  void saysNothingWhenMalformed(String value) {
    assertThat(DataPosition.of(Fields.of(DataPosition.FIELD, value)))
        .isEqualTo(DataPosition.UNKNOWN);
    assertThat(DataPosition.of(Fields.EMPTY)).isEqualTo(DataPosition.UNKNOWN);
  }

  @Test
  void isTheLowerBoundOfAReplicaWhateverWasPolled() {
    Provenance polled = new Provenance(Source.REPLICA, 1, at(150), Optional.empty());

    assertThat(polled.stating(new DataPosition(at(100), at(200))))
        .isEqualTo(new Provenance(Source.REPLICA, 1, at(100), at(200)));
    assertThat(polled.stating(new DataPosition(at(180), at(200))).lower()).isEqualTo(at(180));
    assertThat(polled.stating(DataPosition.UNKNOWN)).isEqualTo(polled);
  }

  @Test
  void countsInTheEpochThatIsReadHere() {
    Provenance polled =
        new Provenance(
            Source.REPLICA, 1, Optional.of(new Position(new Epoch("clock"), 5)), Optional.empty());

    assertThat(polled.stating(new DataPosition(at(100), at(200)))).isEqualTo(polled);
  }

  @Test
  void isNoLowerBoundFromAPrimary() {
    Provenance primary = new Provenance(Source.PRIMARY, 1, at(150), Optional.empty());

    assertThat(primary.stating(new DataPosition(at(180), at(200))))
        .isEqualTo(new Provenance(Source.PRIMARY, 1, at(150), at(200)));
  }

  private static Optional<Position> at(long value) {
    return value < 0 ? Optional.empty() : Optional.of(new Position(EPOCH, value));
  }
}
