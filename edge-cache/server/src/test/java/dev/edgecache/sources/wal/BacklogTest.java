package dev.edgecache.sources.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("how long a feed is behind")
class BacklogTest {

  @Test
  void sinceTheServerHadTheOldestThatHasNotCome() {
    Backlog backlog = new Backlog();
    assertThat(backlog.hasCaughtUp(99)).as("the server was not asked yet").isFalse();
    backlog.note(100, 100, 0);
    assertThat(backlog.age(5)).isZero();
    backlog.note(200, 100, 10);
    backlog.note(300, 199, 20);
    assertThat(backlog.age(30)).isEqualTo(Duration.ofNanos(20));
    backlog.note(300, 200, 40);
    assertThat(backlog.age(50)).as("what came meanwhile").isEqualTo(Duration.ofNanos(10));
    backlog.note(300, 300, 60);
    assertThat(backlog.age(70)).isZero();
    backlog.note(-1, 1, 80);
    assertThat(backlog.age(90)).as("locations are unsigned").isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void itHasCaughtUpOnceAllCameThatTheServerHadAtFirst() {
    Backlog backlog = new Backlog();
    backlog.note(200, 100, 0);
    assertThat(backlog.hasCaughtUp(100)).isFalse();
    backlog.note(300, 199, 10);
    assertThat(backlog.hasCaughtUp(199)).isFalse();
    backlog.note(400, 200, 20);
    assertThat(backlog.hasCaughtUp(200)).isTrue();
  }
}
