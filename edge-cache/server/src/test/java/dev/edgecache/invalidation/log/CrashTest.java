package dev.edgecache.invalidation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.FileJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CrashTest {

  private static final int KILLS = 5;

  @TempDir Path folder;

  /** A process that invalidates as fast as it can, and tells each that was acknowledged. */
  static final class Invalidating {

    private Invalidating() {}

    public static void main(String[] arguments) throws IOException {
      InvalidationLog log = open(Path.of(arguments[0]), new Floors(), 500);
      Semaphore under = new Semaphore(64);
      String prefix = arguments[1];
      for (int i = 0; ; i++) {
        under.acquireUninterruptibly();
        String id = prefix + "-" + i;
        var _ =
            log.append(Invalidation.of(Set.of("tag-" + id), Instant.EPOCH, "test").withId(id))
                .entry()
                .acknowledged()
                .thenRun(
                    () -> {
                      System.out.println(id);
                      under.release();
                    });
      }
    }
  }

  private static InvalidationLog open(Path folder, Floors floors, int records) throws IOException {
    return InvalidationLog.open(
        FileJournal.open(folder, Instant.EPOCH),
        new InvalidationLog.Parts(
            floors, Optional.empty(), new BackgroundThread(), LogObserver.NONE, records),
        Instant.EPOCH);
  }

  @Test
  @DisplayName("PUR-7: every acknowledged invalidation is in effect after kill -9, again and again")
  void everyAcknowledgedInvalidationSurvivesKills() throws Exception {
    Random random = new Random(7);
    List<String> all = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> acknowledged = killedAfter(200 + random.nextInt(2_000), "kill" + kill);
      all.addAll(acknowledged);
      Floors floors = new Floors();
      try (InvalidationLog log = open(folder, floors, 500)) {
        assertThat(log.status().loss()).isEmpty();
        Provenance before = Provenance.ofPrimary(0);
        for (String id : all) {
          assertThat(floors.floorOf(Set.of("tag-" + id)).isMetBy(before)).as(id).isFalse();
        }
        for (String id : acknowledged.subList(acknowledged.size() - 100, acknowledged.size())) {
          assertThat(log.find(id)).as(id).isPresent();
        }
      }
    }
  }

  /** The ids that a process said were acknowledged until it was killed after that many. */
  private List<String> killedAfter(int lines, String prefix) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Invalidating.class.getName(),
                folder.toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      CompletableFuture<Void> watch =
          CompletableFuture.runAsync(
              () -> out.lines().limit(lines).forEach(acknowledged::add),
              task -> Thread.ofPlatform().daemon().start(task));
      watch.get(60, TimeUnit.SECONDS);
      // Unlike Process.destroyForcibly, this leaves what it wrote to be read.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      out.lines().filter(line -> line.matches("kill\\d+-\\d+")).forEach(acknowledged::add);
    } finally {
      process.destroyForcibly();
      process.waitFor(20, TimeUnit.SECONDS);
    }
    assertThat(process.exitValue()).isEqualTo(137);
    return acknowledged;
  }
}
