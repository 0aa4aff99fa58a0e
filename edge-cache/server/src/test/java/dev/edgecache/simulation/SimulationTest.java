package dev.edgecache.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The product's own log, store, collapser and choice of origins, while everything around them fails
 * as a seed decides.
 *
 * <p>The system property {@code simulation.seeds} says how many seeds there are, {@code
 * simulation.seed} which one alone is run.
 */
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.seeds", 100);
  private static final Optional<Long> ONE = Optional.ofNullable(Long.getLong("simulation.seed"));

  /** Seeds that once showed a mistake. */
  private static final List<Long> KNOWN = List.of(140L, 803L, 2356L);

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /p/{id}
          tags: ["p:{id}"]
          tags-from: [Surrogate-Key]
          cache:
            fresh: 1h
            stale-while-revalidate: 2s
            stale-if-error: 4s
      """;

  private static final Logger TRACKER =
      (Logger) LoggerFactory.getLogger("dev.edgecache.positions.Tracker");

  @BeforeAll
  static void beQuiet() {
    TRACKER.setLevel(Level.OFF);
  }

  @AfterAll
  static void beAsBefore() {
    TRACKER.setLevel(null);
  }

  @Test
  @DisplayName("I1, I1', I5, I9, I11: no promise is broken, whatever fails")
  void keepsItsPromises() {
    PolicySet policies = policies();
    World.Tally tally = new World.Tally();
    long[] seeds =
        ONE.map(LongStream::of)
            .orElseGet(
                () ->
                    LongStream.concat(
                        KNOWN.stream().mapToLong(Long::longValue),
                        LongStream.rangeClosed(1, SEEDS)))
            .toArray();
    for (long seed : seeds) {
      World world = new World(Schedule.of(seed), Settings.of(seed), policies);
      if (world.run().isPresent()) {
        fail(failure(seed, policies));
      }
      tally.add(world.tally);
    }
    System.out.println("simulation: seeds=" + seeds.length + " " + tally);
    assertThat(tally.opportunities).as("opportunities").isGreaterThan(ONE.isPresent() ? -1 : SEEDS);
  }

  /** Runs a seed once more, to tell what led to its failure. */
  private static String failure(long seed, PolicySet policies) {
    Schedule schedule = Schedule.traced(seed);
    Settings settings = Settings.of(seed);
    Optional<String> violation = new World(schedule, settings, policies).run();
    return "%s%n%s%n%s%nAgain by -Dsimulation.seed=%d"
        .formatted(
            String.join("\n", schedule.trace()), settings, violation.orElse("not again"), seed);
  }

  private static PolicySet policies() {
    return switch (PolicyFiles.parse("test.yaml", POLICY)) {
      case ReadResult.Valid<Policy>(var policy, _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }
}
