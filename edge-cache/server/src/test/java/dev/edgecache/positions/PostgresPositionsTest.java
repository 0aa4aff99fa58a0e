package dev.edgecache.positions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.consistency.Position;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.postgres.Await;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Server;
import dev.edgecache.postgres.Standby;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@DisplayName("positions of a real primary and two standbys")
class PostgresPositionsTest {

  private static Cluster cluster;
  private static Standby one;
  private static Standby two;

  private Positions positions;

  @BeforeAll
  static void startServers() throws SQLException {
    cluster = Cluster.start();
    Servers.execute(
        cluster.primary(),
        Servers.CREATE_USER,
        "CREATE TABLE item (id serial)",
        "CREATE TABLE heartbeat (at timestamptz)",
        "GRANT SELECT ON heartbeat TO cache");
    one = cluster.primary().standby("eu_1");
    two = cluster.primary().standby("eu_2");
  }

  @AfterAll
  static void stopServers() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    positions = Servers.open(databases());
    Await.until("all were read", () -> positions.replicas().isPresent());
  }

  @AfterEach
  void close() {
    positions.close();
  }

  private static Databases<DatabaseLogin> databases() {
    return new Databases<>(
        Servers.login(cluster.primary()),
        Map.of("eu-1", Servers.login(one), "eu-2", Servers.login(two)));
  }

  /** A position that holds the commit that this makes. */
  private Position commit() throws Exception {
    Servers.execute(cluster.primary(), "INSERT INTO item DEFAULT VALUES");
    return primary();
  }

  private Position primary() throws Exception {
    return positions.primary().get(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("replicas have reached what the slower one has, and the lag is measured")
  void theSlowerReplicaCounts() throws Exception {
    two.pauseReplay();
    Position written = commit();
    one.awaitReplay(cluster.primary().position().lsn());
    Await.until("eu-1 tells it", () -> reached("eu-1", written));

    assertThat(positions.replicas().orElseThrow().isAtLeast(written)).isFalse();
    assertThat(positions.replicasAtMost().get(20, TimeUnit.SECONDS).isAtLeast(written)).isTrue();
    Await.until("eu-2 lags", () -> status("eu-2").lag().orElseThrow().time().isPositive());
    assertThat(status("eu-2").lag().orElseThrow().bytes().orElseThrow()).isPositive();

    two.resumeReplay();
    Await.until(
        "both have it", () -> positions.replicas().filter(p -> p.isAtLeast(written)).isPresent());
    Await.until("eu-2 keeps up", () -> status("eu-2").lag().orElseThrow().time().isZero());
  }

  @Test
  void waitingForReplicasEndsWithTheSlowerOneOrAtTheLimit() throws Exception {
    one.pauseReplay();
    Position written = commit();

    assertThat(positions.awaitReplicas(written, Duration.ofMillis(150)).get(20, TimeUnit.SECONDS))
        .isFalse();
    CompletableFuture<Boolean> waiting = positions.awaitReplicas(written, Duration.ofSeconds(60));
    assertThat(waiting).isNotDone();
    one.resumeReplay();

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(positions.replicas().orElseThrow().isAtLeast(written)).isTrue();
    assertThat(positions.awaitReplicas(written, Duration.ZERO)).isCompletedWithValue(true);
  }

  @Test
  @DisplayName("an open transaction holds back what is settled on the primary")
  void anOpenTransactionHoldsBackWhatIsSettled() throws Exception {
    try (Connection open = cluster.primary().connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO item DEFAULT VALUES");
      Position written = commit();
      readPrimaryThreeTimes();
      assertThat(positions.settled().filter(p -> p.isAtLeast(written))).isEmpty();

      open.commit();
      Await.until(
          "it is settled", () -> positions.settled().filter(p -> p.isAtLeast(written)).isPresent());
    }
  }

  @Test
  @DisplayName(
      "a commit that is in the log, but waits for a standby and is not visible, is not settled")
  void aCommitThatWaitsIsNotSettled() throws Exception {
    Servers.execute(
        cluster.primary(),
        "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
        "SELECT pg_reload_conf()");
    Await.until("it is in force", () -> says("SHOW synchronous_standby_names").equals("nobody"));
    Position before = primary();
    int rows = Integer.parseInt(says("SELECT count(*) FROM item"));
    CompletableFuture<Void> commit =
        CompletableFuture.runAsync(
            () -> {
              try {
                Servers.execute(cluster.primary(), "INSERT INTO item DEFAULT VALUES");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      Await.until(
          "the commit waits",
          () ->
              says("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                  .equals("1"));
      Position written = primary();
      readPrimaryThreeTimes();

      assertThat(says("SELECT count(*) FROM item")).isEqualTo(String.valueOf(rows));
      assertThat(before.isAtLeast(written)).as("the commit is in the log").isFalse();
      assertThat(
              says(
                  "SELECT pg_snapshot_xmin(pg_current_snapshot())"
                      + " = pg_snapshot_xmax(pg_current_snapshot())"))
          .as("the snapshot alone knows of nothing that runs")
          .isEqualTo("t");
      assertThat(positions.settled().filter(p -> p.isAtLeast(written))).isEmpty();

      endWaiting();
      commit.get(20, TimeUnit.SECONDS);
      Await.until(
          "it is settled", () -> positions.settled().filter(p -> p.isAtLeast(written)).isPresent());
    } finally {
      endWaiting();
    }
  }

  private static void endWaiting() throws SQLException {
    Servers.execute(
        cluster.primary(),
        "ALTER SYSTEM RESET synchronous_standby_names",
        "SELECT pg_reload_conf()");
  }

  private void readPrimaryThreeTimes() throws Exception {
    for (int i = 0; i < 3; i++) {
      primary();
    }
  }

  private static String says(String query) throws SQLException {
    try (Connection connection = cluster.primary().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  @DisplayName("positions read as a shop that states its own writes them")
  void positionsHaveOneForm() throws Exception {
    for (Server server : new Server[] {cluster.primary(), one, two}) {
      Position stated = Position.parse(server.position().toString()).orElseThrow();
      assertThat(stated.epoch()).isEqualTo(positions.lineage().orElseThrow().current());
    }
    Position stated = Position.parse(cluster.primary().position().toString()).orElseThrow();
    assertThat(primary().isAtLeast(stated)).isTrue();
  }

  @Test
  void aStandbyThatIsDownKeepsItsPositionAndIsReadAgainWhenItIsBack() throws Exception {
    Position before = commit();
    assertThat(positions.awaitReplicas(before, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
        .isTrue();
    one.stop();
    Await.until("eu-1 can't be read", () -> status("eu-1").problem().isPresent());

    assertThat(positions.replicas().orElseThrow().isAtLeast(before)).isTrue();
    assertThatThrownBy(() -> positions.replicasAtMost().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PositionUnknownException.class);
    Position written = commit();
    one.restart();

    assertThat(positions.awaitReplicas(written, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
        .isTrue();
    assertThat(status("eu-1").problem()).isEmpty();
  }

  @Test
  @DisplayName("a server that takes connections and never answers is given up on")
  void aServerThatHangsIsGivenUpOn() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      DatabaseLogin login =
          new DatabaseLogin(
              "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres",
              Optional.of("cache"),
              Optional.of(() -> "never to be shown"));
      try (Positions hanging = Servers.open(new Databases<>(login, Map.of("eu-1", login)))) {
        Await.until(
            "it is given up on",
            () -> hanging.status().stream().allMatch(status -> status.problem().isPresent()));
        assertThat(hanging.status().toString()).doesNotContain("never to be shown");
        assertThat(hanging.status())
            .allSatisfy(status -> assertThat(status.condition()).isEqualTo(Condition.UNKNOWN));
      }
    }
  }

  @Test
  void aReplicaOfAnotherDatabaseIsRefused() throws Exception {
    try (Cluster other = Cluster.start()) {
      Servers.execute(other.primary(), Servers.CREATE_USER);
      try (Positions mixed =
          Servers.open(
              new Databases<>(
                  Servers.login(cluster.primary()),
                  Map.of("eu-1", Servers.login(one), "eu-2", Servers.login(other.primary()))))) {
        Await.until("it is refused", () -> status(mixed, "eu-2").problem().isPresent());
        assertThat(status(mixed, "eu-2").problem().orElseThrow()).contains("does not belong");
        assertThat(mixed.replicas()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("heartbeats: replicas have reached the last row that they show, less the margin")
  void heartbeatsArePositionsToo() throws Exception {
    try (Positions heartbeats =
        Servers.open(
            new PositionSettings.Heartbeat(databases(), "heartbeat", Duration.ofMillis(500)))) {
      Position written = heartbeats.primary().get(20, TimeUnit.SECONDS);
      beat("0s");
      Await.until("both show the row", () -> heartbeats.replicas().isPresent());
      assertThat(heartbeats.replicas().orElseThrow().isAtLeast(written)).isFalse();

      beat("500ms");
      assertThat(
              heartbeats.awaitReplicas(written, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
          .isTrue();
    }
  }

  private static void beat(String ahead) throws SQLException {
    Servers.execute(
        cluster.primary(),
        "INSERT INTO heartbeat VALUES (clock_timestamp() + interval '" + ahead + "')");
  }

  private boolean reached(String name, Position position) {
    return status(name).visible().filter(visible -> visible.isAtLeast(position)).isPresent();
  }

  private DatabaseStatus status(String name) {
    return status(positions, name);
  }

  private static DatabaseStatus status(Positions positions, String name) {
    return positions.status().stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
