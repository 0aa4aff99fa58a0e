package dev.edgecache.demo.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DistanceTest {

  @Test
  void aFreshExchangeOverTlsCostsThreeRoundTrips() {
    Distance distance = Distance.overTls(Duration.ofMillis(110));

    assertThat(distance.freshExchange()).isEqualTo(Duration.ofMillis(330));
    assertThat(distance.handshake()).isEqualTo(Duration.ofMillis(220));
    assertThat(distance.oneWay()).isEqualTo(Duration.ofMillis(55));
  }

  @Test
  void rejectsWhatIsNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Distance(Duration.ofMillis(-1), 0))
        .withMessageContaining("roundTrip: PT-0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Distance(Duration.ZERO, -1))
        .withMessageContaining("handshakes: -1");
  }
}
