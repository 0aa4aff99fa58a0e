package dev.edgecache.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.http.Fields;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("an answer's own word, beside what was read of the databases before")
class TestimonyTest {

  private static final Epoch EPOCH = new Epoch("7412/1");

  private static final Provenance REPLICA =
      new Provenance(Source.REPLICA, 1, at(150), Optional.empty());
  private static final Provenance PRIMARY =
      new Provenance(Source.PRIMARY, 1, at(150), Optional.empty());

  @Test
  void isTheLowerBoundOfAReplica() {
    assertThat(stating(180, 200).on(REPLICA).proven())
        .isEqualTo(new Provenance(Source.REPLICA, 1, at(180), at(200)));
    assertThat(Testimony.of(Fields.EMPTY).on(REPLICA).proven()).isEqualTo(REPLICA);
  }

  @Test
  void isNoLowerBoundFromAPrimary() {
    assertThat(stating(180, 200).on(PRIMARY).proven())
        .isEqualTo(new Provenance(Source.PRIMARY, 1, at(150), at(200)));
  }

  @Test
  @DisplayName("of a replica that is behind those that are read, counts alone")
  void countsAloneBehindTheReadings() {
    assertThat(stating(100, 200).on(REPLICA).contradiction())
        .hasValue(Contradiction.BEHIND_READINGS);
    assertThat(stating(100, 200).on(REPLICA).proven())
        .isEqualTo(new Provenance(Source.REPLICA, 1, at(100), at(200)));
    assertThat(stating(-1, 120).on(REPLICA).proven().isUnproven()).isTrue();
  }

  @Test
  @DisplayName("makes an origin that is behind the primary one that reads a replica")
  void takesAwayThatAPrimaryAnswered() {
    assertThat(stating(100, 120).on(PRIMARY).contradiction())
        .hasValue(Contradiction.BEHIND_READINGS);
    assertThat(stating(100, 120).on(PRIMARY).proven())
        .isEqualTo(new Provenance(Source.REPLICA, 1, at(100), at(120)));
  }

  @Test
  @DisplayName("is all that an answer of a cache proves, which Age gives away (RFC 9111 §5.1)")
  void ofACacheCountsAlone() {
    Testimony silent = Testimony.of(Fields.of("Age", "0"));
    Testimony stating =
        Testimony.of(Fields.of("Age", "7", DataPosition.FIELD, "lo=\"7412/1@0/64\""));

    assertThat(silent.on(PRIMARY).contradiction()).hasValue(Contradiction.FROM_A_CACHE);
    assertThat(silent.on(PRIMARY).proven().isUnproven()).isTrue();
    assertThat(silent.on(REPLICA).proven().isUnproven()).isTrue();
    assertThat(stating.on(REPLICA).proven().lower()).isEqualTo(at(100));
  }

  @Test
  void countsInTheHistoryThatIsReadAlone() {
    Provenance clock =
        new Provenance(
            Source.REPLICA, 1, Optional.of(new Position(new Epoch("clock"), 5)), Optional.empty());

    assertThat(stating(100, 200).on(clock).contradiction()).hasValue(Contradiction.OTHER_HISTORY);
    assertThat(stating(100, 200).on(clock).proven()).isEqualTo(clock);
  }

  @Test
  void isNothingOutOfOrder() {
    assertThat(stating(200, 180).on(REPLICA).contradiction()).hasValue(Contradiction.OUT_OF_ORDER);
    assertThat(stating(200, 180).on(REPLICA).proven()).isEqualTo(REPLICA);
  }

  private static Testimony stating(long lower, long upper) {
    return new Testimony(new DataPosition(at(lower), at(upper)), false);
  }

  private static Optional<Position> at(long value) {
    return value < 0 ? Optional.empty() : Optional.of(new Position(EPOCH, value));
  }
}
