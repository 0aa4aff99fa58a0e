package dev.edgecache.caching.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.Stored;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.CdnRule.Invalidate;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CloudFront is told of an answer. */
class MiddleTierTest {

  private static final CdnRule RULE = cdn(600, 30, 300, 5);

  private boolean underWay;
  private Optional<String> tags = Optional.of("product:1,products");
  private final MiddleTier tier =
      new MiddleTier(
          new TagLine() {
            @Override
            public String field() {
              return "Edge-Cache-Tag";
            }

            @Override
            public Optional<String> of(Set<String> all) {
              return tags;
            }
          },
          _ -> underWay);

  private static CdnRule cdn(long fresh, long whileRevalidate, long ifError, long browser) {
    return new CdnRule(
        Duration.ofSeconds(fresh),
        Duration.ofSeconds(whileRevalidate),
        Duration.ofSeconds(ifError),
        Duration.ofSeconds(browser),
        Invalidate.EVENTS);
  }

  private static Lifetime lifetime(long fresh, long whileRevalidate, long ifError) {
    return new Lifetime(
        Duration.ofSeconds(fresh),
        Lifetime.Source.S_MAXAGE,
        Duration.ofSeconds(whileRevalidate),
        Duration.ofSeconds(ifError),
        Lifetime.Validation.WHEN_STALE,
        Lifetime.Content.CHANGEABLE);
  }

  private Downstream.Told told(Optional<CdnRule> cdn, Lifetime lifetime, long age, Fields fields) {
    return tier.stored(
        () ->
            new Downstream.Kept(
                cdn,
                Stored.RULE,
                Set.of("product:1"),
                new Freshness(Duration.ofSeconds(age), lifetime)),
        fields);
  }

  @ParameterizedTest
  @DisplayName("What remains of the lifetime is told, no more than the route permits, without Age")
  @CsvSource({
    "100, 0, 's-maxage=100, stale-while-revalidate=30, stale-if-error=300'",
    "100, 40, 's-maxage=60, stale-while-revalidate=30, stale-if-error=300'",
    "5000, 0, 's-maxage=600, stale-while-revalidate=30, stale-if-error=300'"
  })
  void remaining(long fresh, long age, String expected) {
    Downstream.Told told =
        told(
            Optional.of(RULE),
            lifetime(fresh, 60, 3_600),
            age,
            Fields.of(
                "Cache-Control", "public, s-maxage=9000, max-age=900", "Expires", "0", "Age", "7"));
    assertThat(told.fields().combined("Cache-Control")).isEqualTo("public, max-age=5, " + expected);
    assertThat(told.age()).isEqualTo(Downstream.Age.LEFT_OUT);
    assertThat(told.fields().contains("Age")).isFalse();
    assertThat(told.fields().contains("Expires")).isFalse();
    assertThat(told.fields().combined("Edge-Cache-Tag")).isEqualTo("product:1,products");
  }

  @Test
  @DisplayName("Browsers keep nothing for longer than it is fresh")
  void browsers() {
    assertThat(told(Optional.of(RULE), lifetime(100, 0, 0), 97, Fields.EMPTY).fields())
        .isEqualTo(
            Fields.of(
                "Edge-Cache-Tag",
                "product:1,products",
                "Cache-Control",
                "max-age=3, s-maxage=3, stale-if-error=0"));
  }

  @ParameterizedTest
  @DisplayName("CF-2: a stale answer is never to be kept")
  @CsvSource({"100", "130", "10000"})
  void stale(long age) {
    Downstream.Told told =
        told(
            Optional.of(RULE),
            lifetime(100, 60, 3_600),
            age,
            Fields.of("Cache-Control", "max-age=100, stale-while-revalidate=60"));
    assertThat(told.fields()).isEqualTo(Fields.of("Cache-Control", "no-store, stale-if-error=0"));
  }

  @Test
  @DisplayName("A window that the store does not grant is not granted upward: stale-if-error=0")
  void sensitive() {
    assertThat(control(lifetime(100, 0, 0), RULE, "max-age=100"))
        .isEqualTo("max-age=5, s-maxage=100, stale-if-error=0");
    assertThat(control(lifetime(100, 60, 60), cdn(600, 0, 0, 0), "max-age=100"))
        .isEqualTo("max-age=0, s-maxage=100, stale-if-error=0");
  }

  @Test
  @DisplayName("CF-1: while its invalidation is on the way, an answer is kept for a second at most")
  void clamped() {
    underWay = true;
    assertThat(control(lifetime(100, 60, 60), RULE, "max-age=100"))
        .isEqualTo("max-age=1, s-maxage=1, stale-if-error=0");
    assertThat(told(Optional.of(RULE), lifetime(100, 60, 60), 99, Fields.EMPTY).fields())
        .as("with a second left anyway")
        .isEqualTo(
            Fields.of(
                "Edge-Cache-Tag",
                "product:1,products",
                "Cache-Control",
                "max-age=1, s-maxage=1, stale-if-error=0"));
  }

  @Test
  @DisplayName("CF-5: tags that do not fit are not cut: the answer is kept for a second at most")
  void tagsThatDoNotFit() {
    tags = Optional.empty();
    Downstream.Told told = told(Optional.of(RULE), lifetime(100, 60, 60), 0, Fields.EMPTY);
    assertThat(told.fields())
        .isEqualTo(Fields.of("Cache-Control", "max-age=1, s-maxage=1, stale-if-error=0"));
  }

  @Test
  void whatIsValidatedAtEachUseIsKeptForNoTime() {
    Lifetime validated =
        new Lifetime(
            Duration.ofSeconds(100),
            Lifetime.Source.S_MAXAGE,
            Duration.ZERO,
            Duration.ZERO,
            Lifetime.Validation.AT_EVERY_USE,
            Lifetime.Content.CHANGEABLE);
    assertThat(control(validated, RULE, "no-cache"))
        .isEqualTo("no-cache, max-age=0, s-maxage=0, stale-if-error=0");
  }

  @ParameterizedTest
  @DisplayName("An answer of a route without cdn is for its client, which keeps it as it may")
  @CsvSource({
    "'', 'private, stale-if-error=0'",
    "'public, max-age=60, s-maxage=600', 'private, max-age=60, stale-if-error=0'",
    "'private, max-age=60', 'private, max-age=60, stale-if-error=0'",
    "'no-store', 'no-store, stale-if-error=0'",
    "'no-cache, stale-while-revalidate=9', 'private, no-cache, stale-if-error=0'"
  })
  void unshared(String said, String expected) {
    Fields fields = said.isEmpty() ? Fields.EMPTY : Fields.of("Cache-Control", said);
    assertThat(told(Optional.empty(), lifetime(100, 0, 0), 0, fields).fields())
        .isEqualTo(Fields.of("Cache-Control", expected));
    assertThat(tier.passed(Stored.RULE, fields)).isEqualTo(Fields.of("Cache-Control", expected));
  }

  @Test
  void fieldsForThisCacheAreConsumed() {
    Fields fields =
        Fields.of(
            "CDN-Cache-Control", "max-age=600",
            "Surrogate-Control", "max-age=600",
            "Edge-Cache-Tag", "the-origins-own",
            "X-Other", "stays");
    assertThat(tier.passed(Stored.RULE, fields))
        .isEqualTo(Fields.of("X-Other", "stays", "Cache-Control", "private, stale-if-error=0"));
  }

  @Test
  void ownAnswersAreNotKept() {
    assertThat(tier.own()).isEqualTo(Fields.of("Cache-Control", "no-store"));
  }

  private String control(Lifetime lifetime, CdnRule rule, String said) {
    return String.valueOf(
        told(Optional.of(rule), lifetime, 0, Fields.of("Cache-Control", said))
            .fields()
            .combined("Cache-Control"));
  }
}
