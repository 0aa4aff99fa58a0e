package dev.edgecache.cloudfront.invalidation.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeCloudFront;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.Limits.Polling;
import dev.edgecache.cloudfront.invalidation.Limits.Rates;
import dev.edgecache.cloudfront.invalidation.outbox.Outbox;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxThread;
import dev.edgecache.cloudfront.invalidation.schedule.LaneStatus;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that invalidate, and are killed while they do. */
@Timeout(120)
class OutboxKillTest {

  private static final int KILLS = 4;
  private static final Destination SHOP = new Destination.Distribution("ESHOP");
  private static final FakeLimits BROAD =
      new FakeLimits(
          1e6,
          1e6,
          1e6,
          1e6,
          1_000_000,
          1_000_000,
          3_000,
          Duration.ofMillis(20),
          Duration.ofDays(1));

  @TempDir Path folder;

  /** A process that has things invalidated, and tells each that is kept. */
  static final class Invalidating {

    private Invalidating() {}

    public static void main(String[] arguments) throws IOException {
      InstantSource clock = InstantSource.system();
      CloudFrontService service = CloudFrontService.connect(Optional.of(URI.create(arguments[1])));
      Outbox outbox = open(Path.of(arguments[0]), service, clock);
      var _ = OutboxThread.start(outbox, clock);
      for (int i = 0; ; i++) {
        String id = arguments[2] + "-" + i;
        outbox.take(
            List.of(
                new HandOver(
                    outbox.cursor() + 1, Map.of(SHOP, Set.of(new Item.Tag(id))), After.NOTHING)));
        System.out.println(id);
      }
    }
  }

  private static Outbox open(Path folder, CloudFrontService service, InstantSource clock)
      throws IOException {
    Limits limits =
        new Limits(
            Duration.ofMillis(10),
            40,
            new Rates(1_000, 1_000, 1e6, 1_000),
            1_000_000,
            1_000,
            new Polling(Duration.ofMillis(30), Duration.ofSeconds(1)),
            Duration.ofSeconds(1));
    return Outbox.open(
        new Outbox.Parts(
            Optional.of(folder),
            List.of(SHOP),
            new Schedule.Settings(
                limits, new Budget(1_000_000, 0, BigDecimal.ONE), Coarsening.NONE),
            service,
            ScheduleObserver.NONE,
            () -> UUID.randomUUID().toString(),
            clock));
  }

  @Test
  @DisplayName("CF-3: after kill -9, again and again, nothing that was taken is lost or doubled")
  void nothingIsLostOrDoubled() throws Exception {
    InstantSource clock = InstantSource.system();
    FakeAccount account =
        new FakeAccount(BROAD, clock).distribution("ESHOP", Optional.of("Edge-Cache-Tag"));
    try (FakeCloudFront fake = FakeCloudFront.start(account)) {
      Random random = new Random(7);
      List<String> taken = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        taken.addAll(killedAfter(500 + random.nextInt(1_500), fake.endpoint(), "kill" + kill));
      }
      System.setProperty("aws.accessKeyId", "test");
      System.setProperty("aws.secretAccessKey", "test");
      try (CloudFrontService service = CloudFrontService.connect(Optional.of(fake.endpoint()));
          Outbox outbox = open(folder, service, clock)) {
        while (!isEmpty(outbox)) {
          var _ = outbox.advance();
        }
        assertThat(outbox.status().money().items())
            .as("what was paid for")
            .isEqualTo(told(account).size());
      }
      List<String> told = told(account);
      assertThat(told).containsAll(taken.stream().map(tag -> "#" + tag).toList());
      assertThat(told).doesNotHaveDuplicates();
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  private static List<String> told(FakeAccount account) {
    return account.invalidations().stream().flatMap(one -> one.items().stream()).toList();
  }

  private static boolean isEmpty(Outbox outbox) {
    LaneStatus lane = outbox.status().lanes().getFirst();
    return lane.waiting() == 0 && lane.inProgress() == 0;
  }

  /** What a process said was taken until it was killed after that many. */
  private List<String> killedAfter(int lines, URI endpoint, String prefix) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daws.accessKeyId=test",
                "-Daws.secretAccessKey=test",
                "-cp",
                System.getProperty("java.class.path"),
                Invalidating.class.getName(),
                folder.toString(),
                endpoint.toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> taken = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      CompletableFuture<Void> watch =
          CompletableFuture.runAsync(
              () -> out.lines().filter(OutboxKillTest::isTag).limit(lines).forEach(taken::add),
              task -> Thread.ofPlatform().daemon().start(task));
      watch.get(60, TimeUnit.SECONDS);
      // Unlike Process.destroyForcibly, this leaves what it wrote to be read.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      out.lines().filter(OutboxKillTest::isTag).forEach(taken::add);
    } finally {
      process.destroyForcibly();
      process.waitFor(20, TimeUnit.SECONDS);
    }
    assertThat(process.exitValue()).isEqualTo(137);
    return taken;
  }

  private static boolean isTag(String line) {
    return line.matches("kill\\d+-\\d+");
  }
}
