package dev.edgecache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.replication.LogSequenceNumber;

@Timeout(120)
final class StandbyTest {

  private static final Cluster CLUSTER = Cluster.start();
  private static final Primary PRIMARY = CLUSTER.primary();
  private static final Standby STANDBY = PRIMARY.standby("eu");

  @BeforeAll
  static void fill() throws SQLException {
    Items.create(PRIMARY);
    STANDBY.awaitReplay(Items.commit(PRIMARY, 1, 1));
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
  }

  @Test
  void holdsWhatWasCommittedBeforeItWasMade() throws SQLException {
    Items.commit(PRIMARY, 10, 7);

    assertThat(Items.read(PRIMARY.standby("late"), 10)).isEqualTo(7);
  }

  @Test
  void showsACommitOnceItsReplayIsPastWhatWasFlushedAfterIt() throws SQLException {
    try (Connection onPrimary = PRIMARY.connect();
        Connection onStandby = STANDBY.connect()) {
      for (int value = 1; value <= 300; value++) {
        Items.write(onPrimary, 2, value);
        LogSequenceNumber flushed = Position.reached(onPrimary).lsn();
        Await.until(
            "the commit is replayed",
            () -> Position.reached(onStandby).lsn().compareTo(flushed) >= 0);

        assertThat(Items.read(onStandby, 2)).isEqualTo(value);
      }
    }
  }

  @Test
  void showsWhatItShowedWhileItsReplayIsPausedAndAnotherGoesOn() throws SQLException {
    Standby other = PRIMARY.standby("other");
    STANDBY.awaitReplay(Items.commit(PRIMARY, 3, 1));
    STANDBY.pauseReplay();
    LogSequenceNumber shown = STANDBY.replayedTo();

    LogSequenceNumber change = Items.commit(PRIMARY, 3, 2);
    other.awaitReplay(change);
    Await.until("it has received the change", () -> receivedTo().compareTo(change) >= 0);

    assertThat(Items.read(other, 3)).isEqualTo(2);
    assertThat(Items.read(STANDBY, 3)).isEqualTo(1);
    assertThat(STANDBY.replayedTo()).isEqualTo(shown).isLessThan(change);

    STANDBY.resumeReplay();
    STANDBY.awaitReplay(change);
    assertThat(Items.read(STANDBY, 3)).isEqualTo(2);
  }

  private static LogSequenceNumber receivedTo() throws SQLException {
    try (Connection connection = STANDBY.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_last_wal_receive_lsn()")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1));
    }
  }

  @Test
  void receivesNothingWhileItsLinkIsCutAndAllOfItLater() throws SQLException {
    STANDBY.awaitReplay(Items.commit(PRIMARY, 4, 1));
    STANDBY.cutLink();

    LogSequenceNumber change = Items.commit(PRIMARY, 4, 2);

    assertThat(receivedTo()).isLessThan(change);
    assertThat(Items.read(STANDBY, 4)).isEqualTo(1);
    STANDBY.restoreLink();
    STANDBY.awaitReplay(change);
    assertThat(Items.read(STANDBY, 4)).isEqualTo(2);
  }

  @Test
  void canBeCutOffAndConnectedAgainWhileItsReplayIsPaused() throws SQLException {
    STANDBY.awaitReplay(Items.commit(PRIMARY, 5, 1));
    STANDBY.pauseReplay();
    STANDBY.cutLink();

    LogSequenceNumber change = Items.commit(PRIMARY, 5, 2);

    assertThat(receivedTo()).isLessThan(change);
    STANDBY.restoreLink();
    assertThat(Items.read(STANDBY, 5)).isEqualTo(1);
    STANDBY.resumeReplay();
    STANDBY.awaitReplay(change);
    assertThat(Items.read(STANDBY, 5)).isEqualTo(2);
  }

  @Test
  void followsOnAfterARestartAndAfterACrash() throws SQLException {
    STANDBY.restart();
    STANDBY.awaitReplay(Items.commit(PRIMARY, 6, 1));
    assertThat(Items.read(STANDBY, 6)).isEqualTo(1);

    STANDBY.crash();
    assertThatThrownBy(STANDBY::connect).isInstanceOf(SQLException.class);
    LogSequenceNumber change = Items.commit(PRIMARY, 6, 2);
    STANDBY.restart();
    STANDBY.awaitReplay(change);
    assertThat(Items.read(STANDBY, 6)).isEqualTo(2);
  }

  @Test
  void takesNoWrites() {
    assertThatThrownBy(
            () -> {
              try (Connection connection = STANDBY.connect()) {
                Items.write(connection, 7, 1);
              }
            })
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void isOnTheTimelineOfItsPrimary() {
    assertThat(STANDBY.position().timeline()).isEqualTo(1);
    assertThat(STANDBY.position().system()).isEqualTo(PRIMARY.position().system());
  }

  @Test
  void needsANameOfItsOwn() {
    assertThatThrownBy(() -> PRIMARY.standby("eu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("name: eu (expected: a new one");
    assertThatThrownBy(() -> PRIMARY.standby("eu-west"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
