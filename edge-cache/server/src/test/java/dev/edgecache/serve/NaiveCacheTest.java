package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.origin.OriginSettings;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random exchanges over real sockets against a model that is written from RFC 9111 alone: whatever
 * the cache answers, the model allows it.
 *
 * <p>The system property {@code exchanges.sequences} says how many sequences there are, {@code
 * exchanges.seed} with which seed they begin.
 */
class NaiveCacheTest {

  private static final int SEQUENCES = Integer.getInteger("exchanges.sequences", 300);
  private static final long FIRST_SEED = Long.getLong("exchanges.seed", 1);
  private static final Duration STALE_IF_ERROR = Duration.ofHours(1);

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: obey, stale-if-error: 1h }
      """;

  /** A breaker would answer for the origin, which no rule of HTTP knows. */
  private static final OriginSettings.Breaker NEVER =
      new OriginSettings.Breaker(
          1, 1_000_000, 1_000_000, 1_000_000, Duration.ofSeconds(1), Set.of());

  @Test
  @DisplayName("every answer is one that RFC 9111 allows")
  void answersAsTheModelAllows() throws Exception {
    int reused = 0;
    try (ProxyUnderTest proxy =
        new ProxyUnderTest(
            POLICY, Setup.PLAIN.withOrigins(settings -> settings.withBreaker(NEVER)))) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
        reused += new RandomExchanges(seed, proxy, STALE_IF_ERROR).run();
      }
    }
    assertThat(reused).as("answers from the store").isGreaterThan(SEQUENCES);
  }
}
