package dev.edgecache.cloudfront.invalidation.outbox;

import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.SHOP;
import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.fake.FakeInvalidation;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.Standing.Stage;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what goes out to CloudFront. */
class OutboxTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void whatComesWithinTheWindowGoesOutOnceAndTogether() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      world.take(1, "#product:1", "#products");
      world.pass(Duration.ofMillis(400));
      world.take(2, "#product:1", "/a");
      assertThat(world.advance()).contains(OutboxWorld.START.plusSeconds(1));
      assertThat(world.told()).isEmpty();
      assertThat(world.stage(1, "#product:1", "#products")).isEqualTo(Stage.WAITING);
      world.run(Duration.ofMillis(600));
      assertThat(world.told()).containsExactly(List.of("#product:1", "#products", "/a"));
      assertThat(world.stage(2, "#product:1", "/a")).isEqualTo(Stage.IN_PROGRESS);
    }
  }

  @Test
  void itIsAskedForByIdUntilItIsCompleted() throws IOException {
    try (OutboxWorld world =
        new OutboxWorld(
            Optional.empty(),
            FakeLimits.DOCUMENTED.completingAfter(Duration.ofSeconds(12)),
            settings(Limits.DEFAULTS))) {
      world.take(1, "#a");
      world.run(Duration.ofSeconds(1));
      assertThat(world.advance()).contains(world.now().plusSeconds(5));
      world.run(Duration.ofSeconds(14));
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.IN_PROGRESS);
      assertThat(world.outbox.status().lanes().getFirst().acceptedSince()).isPresent();
      world.run(Duration.ofSeconds(2));
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.DONE);
      assertThat(world.advance()).isEmpty();
    }
  }

  @Test
  @DisplayName("CF-8: a completion that comes late is seen as late, and awaited ever more seldom")
  void lateCompletion() throws IOException {
    try (OutboxWorld world =
        new OutboxWorld(
            Optional.empty(),
            FakeLimits.DOCUMENTED.completingAfter(Duration.ofMinutes(40)),
            settings(Limits.DEFAULTS))) {
      List<String> questions = new ArrayList<>();
      InvalidationService real = world.service;
      world.service =
          new InvalidationService() {
            @Override
            public Created create(Batch batch) {
              return real.create(batch);
            }

            @Override
            public Asked ask(Destination to, String id) {
              questions.add(id);
              return real.ask(to, id);
            }
          };
      world.take(1, "#a");
      world.run(Duration.ofMinutes(39));
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.IN_PROGRESS);
      assertThat(world.outbox.status().lanes().getFirst().acceptedSince())
          .contains(OutboxWorld.START.plusSeconds(1));
      assertThat(questions).hasSizeBetween(30, 50);
      world.run(Duration.ofMinutes(3));
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.DONE);
    }
  }

  @Test
  @DisplayName("CF-1: where the window was open, one more invalidation follows, and only one")
  void oneFollowUp() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      world.take(After.FOLLOW_UP, 1, "#a");
      world.take(2, "#b");
      world.run(Duration.ofSeconds(10));
      assertThat(world.told()).hasSize(1);
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.FOLLOW_UP);
      assertThat(world.stage(2, "#b")).isEqualTo(Stage.DONE);
      world.run(HOUR);
      assertThat(world.told()).containsExactly(List.of("#a", "#b"), List.of("#a"));
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.DONE);
    }
  }

  @Test
  @DisplayName("CF-1: a second invalidation waits for the latest first one of its item")
  void followUpOfTheLatest() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      world.take(After.FOLLOW_UP, 1, "#a");
      world.run(Duration.ofSeconds(10));
      world.take(After.FOLLOW_UP, 2, "#a");
      world.run(HOUR);
      List<FakeInvalidation> told = world.account.invalidations();
      assertThat(told).hasSize(3);
      assertThat(Duration.between(told.get(1).created(), told.get(2).created()))
          .isGreaterThanOrEqualTo(Limits.DEFAULTS.followUp());
    }
  }

  @Test
  @DisplayName("CF-3: too many in progress: batches shrink and wait; nothing is lost")
  void tooManyInProgress() throws IOException {
    FakeLimits narrow =
        new FakeLimits(1, 5, 100, 1, 100, 2, 1_000, Duration.ofSeconds(5), Duration.ofDays(1));
    try (OutboxWorld world = new OutboxWorld(Optional.empty(), narrow, settings(Limits.DEFAULTS))) {
      Set<String> all = tags(1_000);
      world.take(1, all.toArray(String[]::new));
      world.run(HOUR);
      assertThat(world.observer.failures).isNotEmpty();
      assertThat(everything(world)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(world.account.invalidations()).allMatch(batch -> batch.items().size() <= 100);
      assertThat(world.stage(1, "#t7")).isEqualTo(Stage.DONE);
    }
  }

  @Test
  @DisplayName("CF-3: a batch that is too large goes out in halves under new references")
  void tooLarge() throws IOException {
    try (OutboxWorld world =
        new OutboxWorld(
            Optional.empty(), FakeLimits.DOCUMENTED.withBatch(30), settings(Limits.DEFAULTS))) {
      Set<String> all = tags(100);
      world.take(1, all.toArray(String[]::new));
      world.run(HOUR);
      assertThat(everything(world)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(world.account.invalidations().stream().map(FakeInvalidation::reference))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void anItemThatIsNotUnderstoodIsSetAsideAndHoldsUpNoOther() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      Set<String> all = tags(60);
      all.add("#not*taken");
      world.take(1, all.toArray(String[]::new));
      world.run(HOUR);
      all.remove("#not*taken");
      assertThat(everything(world)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(world.observer.aside).containsExactly("#not*taken");
      assertThat(world.stage(1, "#not*taken")).isEqualTo(Stage.LEFT_TO_LIFETIME);
    }
  }

  @Test
  @DisplayName("CF-3: a lost answer is no lost and no doubled invalidation")
  void lostAnswer() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      InvalidationService real = world.service;
      world.service = losing(real, 2);
      world.take(1, "#a");
      world.run(Duration.ofSeconds(2));
      world.take(2, "#b");
      assertThat(world.outbox.standing(SHOP, 1, OutboxWorld.items("#a")).failing())
          .hasValueSatisfying(
              failing -> {
                assertThat(failing.reason()).isEqualTo("lost");
                assertThat(failing.attempts()).isBetween(1, 2);
              });
      world.run(HOUR);
      assertThat(world.told()).containsExactly(List.of("#a"), List.of("#b"));
      assertThat(world.observer.again).isEqualTo(2);
      assertThat(world.stage(2, "#b")).isEqualTo(Stage.DONE);
    }
  }

  private static InvalidationService losing(InvalidationService real, int answers) {
    return new InvalidationService() {
      private int left = answers;

      @Override
      public Created create(Batch batch) {
        Created answer = real.create(batch);
        return left-- > 0 ? new Created.Unanswered("lost") : answer;
      }

      @Override
      public Asked ask(Destination to, String id) {
        return real.ask(to, id);
      }
    };
  }

  @Test
  void aReferenceThatIsTakenIsNotUsedAgain() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      new DirectService(world.account)
          .create(
              new Batch(
                  "batch-0",
                  SHOP,
                  List.copyOf(OutboxWorld.items("#other")),
                  List.of(),
                  world.now(),
                  new Batch.State.Formed()));
      world.take(1, "#a");
      world.run(HOUR);
      assertThat(world.told()).containsExactly(List.of("#other"), List.of("#a"));
      assertThat(world.observer.duplicated).isEqualTo(1);
    }
  }

  @Test
  void theRatesOfTheAccountAreKept() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      for (int i = 0; i < 40; i++) {
        world.take(2 * i + 1, "#a" + i);
        world.take(2 * i + 2, "/w" + i + "*");
        world.run(Duration.ofMillis(500));
      }
      world.run(HOUR);
      // The fake refuses whoever exceeds them.
      assertThat(world.observer.failures).isEmpty();
      assertThat(everything(world)).contains("#a0", "#a39");
    }
  }

  @Test
  void wildcardsHoldUpNoTags() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      String[] wildcards =
          IntStream.range(0, 40).mapToObj(i -> "/w" + i + "/*").toArray(String[]::new);
      world.take(1, wildcards);
      world.take(2, "#a");
      world.run(Duration.ofSeconds(2));
      assertThat(everything(world)).contains("#a").hasSize(16);
      assertThat(world.stage(2, "#a")).isEqualTo(Stage.IN_PROGRESS);
      assertThat(world.stage(1, wildcards)).isEqualTo(Stage.WAITING);
      world.run(HOUR);
      assertThat(everything(world)).hasSize(41);
      assertThat(world.observer.failures).isEmpty();
    }
  }

  @Test
  void severalDestinationsGoTheirOwnWays() throws IOException {
    Destination tenant = new Destination.Tenant("dt_1");
    Destination gone = new Destination.Distribution("EGONE");
    try (OutboxWorld world =
        new OutboxWorld(
            Optional.empty(),
            FakeLimits.DOCUMENTED,
            settings(Limits.DEFAULTS),
            List.of(gone, SHOP, tenant))) {
      world.outbox.take(
          List.of(
              new HandOver(
                  1,
                  Map.of(
                      SHOP, OutboxWorld.items("#a"),
                      tenant, OutboxWorld.items("/a"),
                      gone, OutboxWorld.items("/a")),
                  After.NOTHING)));
      world.run(Duration.ofMinutes(2));
      assertThat(world.account.invalidations().stream().map(FakeInvalidation::place))
          .containsExactlyInAnyOrder("distribution/ESHOP", "distribution-tenant/dt_1");
      assertThat(world.stage(1, "#a")).isEqualTo(Stage.DONE);
      assertThat(world.outbox.standing(gone, 1, OutboxWorld.items("/a")).failing()).isPresent();
    }
  }

  @Test
  @DisplayName("CF-4: the budget is a limit; what it does not permit is said and left to lifetime")
  void budget(@TempDir Path folder) throws IOException {
    Schedule.Settings frugal =
        new Schedule.Settings(
            Limits.DEFAULTS,
            new Budget(100, 10, new BigDecimal("0.005")),
            new Coarsening(
                List.of(new Coarsening.Kind("t", "all-ts", Optional.of("/t/"), Optional.empty()))));
    try (OutboxWorld world = new OutboxWorld(Optional.of(folder), FakeLimits.DOCUMENTED, frugal)) {
      world.take(1, tags(80).toArray(String[]::new));
      world.run(Duration.ofMinutes(1));
      assertThat(world.outbox.status().money().cost()).isEqualByComparingTo("0.35");
      world.take(2, "#t1", "#t2", "#t3");
      world.run(Duration.ofMinutes(1));
      assertThat(world.told().getLast()).containsExactly("#all-ts");
      assertThat(world.stage(2, "#t1", "#t2")).isEqualTo(Stage.DONE);
      world.take(3, IntStream.range(0, 19).mapToObj(i -> "/x" + i).toArray(String[]::new));
      world.run(Duration.ofMinutes(1));
      world.crash();
      assertThat(world.outbox.status().money().items()).isEqualTo(100);
      world.take(4, "#t1");
      world.run(Duration.ofMinutes(1));
      assertThat(world.observer.left).containsExactly("#t1");
      assertThat(world.stage(4, "#t1")).isEqualTo(Stage.LEFT_TO_LIFETIME);
      world.runUntil(Instant.parse("2026-05-01T00:00:00Z"));
      world.take(5, "#t1");
      world.run(Duration.ofMinutes(1));
      assertThat(world.told().getLast()).containsExactly("#t1");
      assertThat(world.outbox.status().money().items()).isEqualTo(1);
    }
  }

  @Test
  void whatWasHandedOverBeforeChangesNothing() throws IOException {
    try (OutboxWorld world = OutboxWorld.usual()) {
      world.take(5, "#a");
      world.take(5, "#b");
      world.take(3, "#c");
      world.run(HOUR);
      assertThat(world.told()).containsExactly(List.of("#a"));
      assertThat(world.outbox.cursor()).isEqualTo(5);
    }
  }

  @Test
  void aDamagedFileIsPutAsideAndSaid(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("cloudfront.mv"), "no store at all".repeat(1_000));
    try (OutboxWorld world =
        new OutboxWorld(Optional.of(folder), FakeLimits.DOCUMENTED, settings(Limits.DEFAULTS))) {
      assertThat(world.outbox.loss())
          .hasValueSatisfying(
              loss -> assertThat(loss).contains("damaged").contains("cloudfront.mv"));
      world.take(1, "#a");
      world.run(HOUR);
      assertThat(world.told()).hasSize(1);
    }
  }

  private static Set<String> tags(int many) {
    Set<String> tags = new HashSet<>();
    IntStream.range(0, many).forEach(i -> tags.add("#t" + i));
    return tags;
  }

  private static List<String> everything(OutboxWorld world) {
    return world.told().stream().flatMap(List::stream).toList();
  }
}
