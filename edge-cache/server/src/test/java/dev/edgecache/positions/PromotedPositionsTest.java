package dev.edgecache.positions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.postgres.Await;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Standby;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@DisplayName("positions after a standby was promoted")
class PromotedPositionsTest {

  private final Cluster cluster = Cluster.start();
  private final Primary old = cluster.primary();
  private Standby one;
  private Standby two;
  private Positions positions;
  private Positions withoutPrivilege;

  @BeforeEach
  void open() throws SQLException {
    Servers.execute(
        old,
        Servers.CREATE_USER,
        "CREATE ROLE weak LOGIN PASSWORD 'secret' IN ROLE pg_monitor",
        "CREATE TABLE item (id serial)");
    one = old.standby("eu_1");
    two = old.standby("eu_2");
    positions = positions("cache");
    withoutPrivilege = positions("weak");
  }

  private Positions positions(String user) {
    return Servers.open(
        new Databases<>(
            Servers.login(old, user, "secret"),
            Map.of(
                "eu-1", Servers.login(one, user, "secret"),
                "eu-2", Servers.login(two, user, "secret"))));
  }

  @AfterEach
  void close() {
    positions.close();
    withoutPrivilege.close();
    cluster.close();
  }

  private static Position primary(Positions positions) throws Exception {
    return positions.primary().get(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName(
      "what both timelines have in common survives, and what the old one had alone is lost")
  void aPromotionIsSeenWithThePointWhereTheTimelinesPart() throws Exception {
    Servers.execute(old, "INSERT INTO item DEFAULT VALUES");
    Position common = primary(positions);
    assertThat(positions.awaitReplicas(common, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
        .isTrue();
    one.cutLink();
    Servers.execute(old, "INSERT INTO item DEFAULT VALUES");
    Position lost = primary(positions);

    old.fence();
    Primary promoted = one.promote();
    for (Positions each : new Positions[] {positions, withoutPrivilege}) {
      Await.until(
          "the new timeline is seen",
          () -> each.lineage().filter(l -> l.current().name().endsWith("/2")).isPresent());
    }
    Lineage lineage = positions.lineage().orElseThrow();

    assertThat(lineage.inCurrent(common)).isPresent();
    assertThat(lineage.inCurrent(lost)).isEmpty();
    assertThat(lineage.demandInCurrent(lost)).isPresent();
    assertThat(withoutPrivilege.lineage().orElseThrow().knows(common.epoch()))
        .as("without the attribute REPLICATION old positions prove nothing")
        .isFalse();

    Servers.execute(promoted, "INSERT INTO item DEFAULT VALUES");
    Position written = primary(positions);
    assertThat(written.epoch()).as("of the new primary").isEqualTo(lineage.current());
    Await.until(
        "it is settled there",
        () -> positions.settled().filter(settled -> settled.isAtLeast(written)).isPresent());
    assertThat(positions.replicas().filter(shown -> shown.isAtLeast(written)))
        .as("eu-2 still follows the old primary")
        .isEmpty();
  }

  @Test
  void aStandbyThatFollowsTheNewPrimaryCountsAgain() throws Exception {
    Servers.execute(old, "INSERT INTO item DEFAULT VALUES");
    Position before = primary(positions);
    assertThat(positions.awaitReplicas(before, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
        .isTrue();

    old.stop();
    Primary promoted = one.promote();
    two.follow(promoted);
    Await.until(
        "the new timeline is seen",
        () -> positions.lineage().filter(l -> l.current().name().endsWith("/2")).isPresent());
    Servers.execute(promoted, "INSERT INTO item DEFAULT VALUES");
    Position written = primary(positions);

    assertThat(positions.awaitReplicas(written, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS))
        .isTrue();
    assertThat(positions.awaitReplicas(before, Duration.ZERO)).isCompletedWithValue(true);
    assertThat(positions.replicasAtMost().get(20, TimeUnit.SECONDS).isAtLeast(written)).isTrue();
    try (Positions fresh = positions("cache")) {
      Await.until("it was read", () -> fresh.lineage().isPresent());
      assertThat(fresh.lineage())
          .as("also by one that starts later")
          .isEqualTo(positions.lineage());
    }
  }
}
