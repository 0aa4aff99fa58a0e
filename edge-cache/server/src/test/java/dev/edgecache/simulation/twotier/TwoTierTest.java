package dev.edgecache.simulation.twotier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.simulation.twotier.TwoTiers.Order;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How old what viewers get through two caches can be. The model of CloudFront is our reading of its
 * documents: what it does with an answer that arrives after an invalidation is not documented, so
 * the model keeps it.
 */
class TwoTierTest {

  private static final int SEEDS = Integer.getInteger("simulation.two-tiers", 6);

  private static final String POLICY =
      """
      policy: shop
      routes:
        - name: pages
          path: /**
          tags-from: [Surrogate-Key]
          cache: { fresh: 10m }
          key: {}
          cdn: { fresh: 10m }
      """;

  @Test
  @DisplayName(
      "CF-1, CF-2: inside out, with drain and follow-up, nothing old stays beyond the bound,"
          + " however long a replica lags")
  void insideOut() throws IOException {
    Duration worst = Duration.ZERO;
    int seen = 0;
    int underLag = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoTiers world = new TwoTiers(Order.INSIDE_OUT, seed, policies()).run();
      assertThat(world.old).as("answers older than %s, seed %d", TwoTiers.BOUND, seed).isZero();
      worst = world.worst.compareTo(worst) > 0 ? world.worst : worst;
      seen += world.seen;
      underLag += world.underLag;
    }
    System.out.println(
        "two tiers, inside out: "
            + seen
            + " answers, the oldest seen after "
            + worst
            + "; "
            + underLag
            + " fetches while the replica lacked what was told longer ago than the bound");
    assertThat(worst).as("the run has old answers that were in time").isPositive();
    assertThat(underLag).as("fetches while the replica lags for long").isGreaterThan(5 * SEEDS);
  }

  @ParameterizedTest
  @DisplayName("CF-1: in any other order, and without regard to lag, old answers stay")
  @EnumSource(names = {"OUTER_FIRST", "NO_DRAIN", "LAG_UNSEEN"})
  void otherOrders(Order order) throws IOException {
    int old = 0;
    Duration worst = Duration.ZERO;
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoTiers world = new TwoTiers(order, seed, policies()).run();
      old += world.old;
      worst = world.worst.compareTo(worst) > 0 ? world.worst : worst;
    }
    System.out.println("two tiers, " + order + ": " + old + " too old, the worst by " + worst);
    assertThat(old).isPositive();
  }

  private static PolicySet policies() {
    return switch (PolicyFiles.parse("shop.yaml", POLICY)) {
      case ReadResult.Valid<Policy>(var policy, _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }
}
