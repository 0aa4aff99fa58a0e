package dev.edgecache.cloudfront.invalidation.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.fake.FakeInvalidation;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import dev.edgecache.cloudfront.invalidation.schedule.Standing.Stage;
import dev.edgecache.cloudfront.invalidation.schedule.Step;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process is killed at each step of an outbox, started again, and goes on: what it had taken
 * goes out, each of it once as long as CloudFront knows the references.
 */
class OutboxCrashTest {

  /** More steps than the story has. */
  private static final int STEPS = 40;

  /** Where within a step the process is killed. */
  enum Moment {
    BEFORE_THE_STEP,
    BEFORE_THE_CALL,
    AFTER_THE_CALL
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static Stream<Arguments> moments() {
    return Stream.of(Moment.values())
        .flatMap(
            moment ->
                Stream.iterate(0, step -> step < STEPS, step -> step + 1)
                    .map(step -> Arguments.of(moment, step)));
  }

  @ParameterizedTest(name = "CF-3: killed {0} {1}: nothing is lost, nothing doubled")
  @MethodSource("moments")
  void killed(Moment moment, int step, @TempDir Path folder) throws IOException {
    try (OutboxWorld world = world(folder, FakeLimits.DOCUMENTED)) {
      new Story(world, moment, step).tell();
      assertThat(count(world, "#a")).isEqualTo(1);
      assertThat(count(world, "#b")).as("with its follow-up").isEqualTo(2);
      assertThat(count(world, "/c*")).isEqualTo(1);
      assertThat(count(world, "#d")).isEqualTo(1);
      assertThat(world.account.invalidations().stream().map(FakeInvalidation::reference))
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest(name = "CF-3: killed {0} {1}, references forgotten: duplicates are counted")
  @MethodSource("moments")
  @DisplayName("Where CloudFront forgets references, duplicates are harmless and counted")
  void forgotten(Moment moment, int step, @TempDir Path folder) throws IOException {
    FakeLimits forgetful = FakeLimits.DOCUMENTED.forgettingAfter(Duration.ZERO);
    try (OutboxWorld world = world(folder, forgetful)) {
      new Story(world, moment, step).tell();
      int batches = world.account.invalidations().size();
      long references =
          world.account.invalidations().stream()
              .map(FakeInvalidation::reference)
              .distinct()
              .count();
      assertThat(count(world, "#a")).isPositive();
      assertThat(count(world, "#b")).isGreaterThanOrEqualTo(2);
      assertThat(count(world, "/c*")).isPositive();
      assertThat(count(world, "#d")).isPositive();
      assertThat(batches - references).isLessThanOrEqualTo(world.observer.again);
    }
  }

  private static OutboxWorld world(Path folder, FakeLimits limits) throws IOException {
    return new OutboxWorld(Optional.of(folder), limits, OutboxWorld.settings(Limits.DEFAULTS));
  }

  private static long count(OutboxWorld world, String item) {
    return world.told().stream().filter(items -> items.contains(item)).count();
  }

  /** Invalidations come, the process is killed once, and all is done at last. */
  private static final class Story {
    private final OutboxWorld world;
    private final Moment moment;
    private final int fatal;
    private int steps;
    private boolean killed;

    Story(OutboxWorld world, Moment moment, int fatal) {
      this.world = world;
      this.moment = moment;
      this.fatal = fatal;
      InvalidationService real = world.service;
      world.service =
          new InvalidationService() {
            @Override
            public Created create(Batch batch) {
              dieIf(Moment.BEFORE_THE_CALL);
              Created answer = real.create(batch);
              dieIf(Moment.AFTER_THE_CALL);
              return answer;
            }

            @Override
            public Asked ask(Destination to, String id) {
              dieIf(Moment.BEFORE_THE_CALL);
              Asked answer = real.ask(to, id);
              dieIf(Moment.AFTER_THE_CALL);
              return answer;
            }
          };
    }

    private void dieIf(Moment now) {
      if (!killed && moment == now && steps >= fatal) {
        killed = true;
        throw new Killed();
      }
    }

    void tell() throws IOException {
      Instant end = world.now().plus(Duration.ofHours(1));
      // What was not handed over is handed over again, as a log does after its cursor.
      while (world.now().isBefore(end)) {
        try {
          handOver();
          steps++;
          dieIf(Moment.BEFORE_THE_STEP);
          Optional<Step.Rest> rest = world.outbox.advance();
          if (rest.isPresent()) {
            Instant next =
                Stream.concat(rest.get().until().stream(), Stream.of(nextHandOver(), end))
                    .filter(instant -> instant.isAfter(world.now()))
                    .min(Instant::compareTo)
                    .orElse(end);
            world.pass(Duration.between(world.now(), next));
          }
        } catch (Killed _) {
          world.crash();
        }
      }
      assertThat(List.of(world.stage(1, "#a"), world.stage(2, "#b"), world.stage(4, "#d")))
          .containsOnly(Stage.DONE);
    }

    private Instant nextHandOver() {
      return OutboxWorld.START.plusSeconds(3);
    }

    private void handOver() throws IOException {
      long cursor = world.outbox.cursor();
      if (cursor < 1) {
        world.take(1, "#a");
      }
      if (cursor < 2) {
        world.take(After.FOLLOW_UP, 2, "#b");
      }
      if (cursor < 3) {
        world.take(3, "/c*");
      }
      if (cursor < 4 && !world.now().isBefore(nextHandOver())) {
        world.take(4, "#d");
      }
    }
  }
}
