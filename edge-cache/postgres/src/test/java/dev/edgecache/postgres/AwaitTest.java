package dev.edgecache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AwaitTest {

  @Test
  void looksAgainUntilTheConditionHolds() {
    AtomicInteger looks = new AtomicInteger();

    Await.until("the third look", () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void saysWhatDidNotComeAndWhatTheServerLastSaid() {
    SQLException refused = new SQLException("refused");

    assertThatThrownBy(
            () ->
                Await.until(
                    "it answers",
                    Duration.ofMillis(20),
                    () -> {
                      throw refused;
                    }))
        .isInstanceOf(PostgresException.class)
        .hasMessage("waited 20 ms in vain until it answers")
        .hasCause(refused);
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Await.until("never", () -> false))
        .hasMessage("interrupted while waiting until never");
    assertThat(Thread.interrupted()).isTrue();
  }
}
