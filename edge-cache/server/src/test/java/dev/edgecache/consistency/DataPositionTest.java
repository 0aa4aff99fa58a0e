package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import java.util.Optional;
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

  private static Optional<Position> at(long value) {
    return value < 0 ? Optional.empty() : Optional.of(new Position(EPOCH, value));
  }
}
