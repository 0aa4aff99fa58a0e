package dev.edgecache.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.replication.LogSequenceNumber;

@Timeout(120)
final class ClusterTest {

  @Test
  void aPrimaryKeepsWhatWasCommittedOverACrashAndItsStandbyFollowsOn() throws SQLException {
    try (Cluster cluster = Cluster.start(Map.of("work_mem", "5MB"))) {
      Primary primary = cluster.primary();
      Items.create(primary);
      Standby standby = primary.standby("eu");
      Items.commit(primary, 1, 1);

      primary.crash();
      assertThat(Items.read(standby, 1)).isBetween(0, 1);
      primary.restart();

      assertThat(Items.read(primary, 1)).isEqualTo(1);
      LogSequenceNumber after = Items.commit(primary, 1, 2);
      standby.awaitReplay(after);
      assertThat(Items.read(standby, 1)).isEqualTo(2);
      assertThat(primary.instance.says("SHOW work_mem", "5MB")).isTrue();
      assertThat(standby.instance.says("SHOW work_mem", "5MB")).isTrue();
      assertThat(primary.instance.says("SHOW wal_level", "logical")).isTrue();
      assertThat(primary.instance.says("SHOW synchronous_commit", "on")).isTrue();
      assertThat(standby.instance.says("SHOW hot_standby_feedback", "on")).isTrue();
    }
  }

  /** A program that starts a cluster, tells its folder and never ends by itself. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Cluster cluster = Cluster.start();
      Standby standby = cluster.primary().standby("eu");
      System.out.println(standby.instance.data().getParent());
      Thread.currentThread().join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void theEndOfTheProgramLeavesNoProcessAndNoFile(String signal) throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = program.inputReader()) {
      Path folder = Path.of(out.readLine());
      List<ProcessHandle> children = program.descendants().toList();
      assertThat(children).hasSizeGreaterThan(10);
      assertThat(Files.exists(folder)).isTrue();

      assertThat(new ProcessBuilder("kill", "-" + signal, "" + program.pid()).start().waitFor())
          .isZero();

      Await.until("its folder is gone", () -> Files.notExists(folder));
      Await.until(
          "its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void closingOneLeavesAnotherAlone() throws SQLException {
    try (Cluster stays = Cluster.start()) {
      Path folder;
      List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
      try (Cluster goes = Cluster.start()) {
        folder = goes.primary().instance.data().getParent();
        goes.primary().crash();
        goes.primary().restart();
      }

      assertThat(folder).doesNotExist();
      assertThat(before).allMatch(ProcessHandle::isAlive);
      Items.create(stays.primary());
    }
  }
}
