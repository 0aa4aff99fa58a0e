package dev.edgecache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.replication.LogSequenceNumber;

@Timeout(120)
final class PromotionTest {

  private final Cluster cluster = Cluster.start();
  private final Primary old = cluster.primary();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void makesAPrimaryOnANewTimelineThatOtherStandbysFollow() throws SQLException {
    Items.create(old);
    Standby eu = old.standby("eu");
    Standby other = old.standby("other");
    LogSequenceNumber before = Items.commit(old, 1, 1);
    eu.awaitReplay(before);
    other.awaitReplay(before);
    long system = old.position().system();

    old.stop();
    assertThatThrownBy(old::connect).isInstanceOf(SQLException.class);
    Primary promoted = eu.promote();

    Position start = promoted.position();
    assertThat(start.system()).isEqualTo(system);
    assertThat(start.timeline()).isEqualTo(2);
    assertThat(start.lsn()).isGreaterThanOrEqualTo(before);
    assertThat(start).hasToString(system + "/2@" + start.lsn().asString());

    other.follow(promoted);
    other.awaitReplay(Items.commit(promoted, 1, 2));
    assertThat(Items.read(other, 1)).isEqualTo(2);
    assertThat(other.position().timeline()).isEqualTo(2);
    Standby another = promoted.standby("another");
    assertThat(Items.read(another, 1)).isEqualTo(2);
    assertThat(another.position().timeline()).isEqualTo(2);
  }

  @Test
  void worksWhileReplayIsPausedAndKeepsWhatWasReceived() throws SQLException {
    Items.create(old);
    Standby eu = old.standby("eu");
    eu.awaitReplay(Items.commit(old, 1, 1));
    eu.pauseReplay();
    Items.commit(old, 1, 2);
    old.stop();

    Primary promoted = eu.promote();

    assertThat(Items.read(promoted, 1)).isEqualTo(2);
    assertThat(promoted.position().timeline()).isEqualTo(2);
  }

  @Test
  void leavesTheOldPrimaryToBeFenced() throws SQLException {
    Items.create(old);
    Standby eu = old.standby("eu");
    eu.awaitReplay(Items.commit(old, 1, 1));
    try (Connection session = old.connect()) {
      session.setAutoCommit(false);
      Items.write(session, 1, 2);
      old.fence();
      Primary promoted = eu.promote();

      assertThatThrownBy(session::commit).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> Items.commit(old, 1, 3))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
      assertThat(Items.read(old, 1)).isEqualTo(1);
      Items.commit(promoted, 1, 4);
      assertThat(Items.read(promoted, 1)).isEqualTo(4);
    }
  }
}
