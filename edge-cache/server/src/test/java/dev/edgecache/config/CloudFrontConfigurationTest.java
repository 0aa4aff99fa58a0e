package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.cdn.CdnSettings.Everything;
import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cdn.CdnSettings.Tags;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.Limits.Polling;
import dev.edgecache.cloudfront.invalidation.Limits.Rates;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("cloudfront: in edge-cache.yaml")
class CloudFrontConfigurationTest {

  @TempDir Path folder;

  @Test
  void theDefaultsAreWhatTheDocumentsTell() {
    assertThat(read("distributions: [E2EXAMPLE]"))
        .isEqualTo(
            new CdnSettings(
                List.of(new Site(new Destination.Distribution("E2EXAMPLE"), Set.of(), Tags.CHECK)),
                "Edge-Cache-Tag",
                new Schedule.Settings(Limits.DEFAULTS, Budget.DEFAULT, Coarsening.NONE),
                Duration.ofSeconds(5),
                Everything.LIFETIME,
                Optional.empty()));
  }

  @Test
  void allKeysAreRead() {
    CdnSettings settings =
        read(
            """
            distributions:
                - { tenant: dt_1, hosts: [shop.example], tags: assume }
                - { distribution: E1, tags: none }
              tag-header: Cache-Tag
              window: 500ms
              drain: 3s
              follow-up: 20s
              everything: wildcard
              coarser: [{ tags: "product:", tag: products, path: /v1/p/, crowd: lists }]
              budget: { items: 10, free: 5, price: 0.01 USD }
              limits: { batch: 100, calls: 2/s, call-burst: 3, items: 7.5/s, wildcards: 4/s,
                        in-progress: 50, wildcards-in-progress: 6, poll: 8s }
              endpoint: "http://127.0.0.1:4566"\
            """);
    assertThat(settings)
        .isEqualTo(
            new CdnSettings(
                List.of(
                    new Site(new Destination.Tenant("dt_1"), Set.of("shop.example"), Tags.ASSUME),
                    new Site(new Destination.Distribution("E1"), Set.of(), Tags.NONE)),
                "Cache-Tag",
                new Schedule.Settings(
                    new Limits(
                        Duration.ofMillis(500),
                        100,
                        new Rates(2, 3, 7.5, 4),
                        50,
                        6,
                        new Polling(Duration.ofSeconds(8), Duration.ofMinutes(1)),
                        Duration.ofSeconds(20)),
                    new Budget(10, 5, new BigDecimal("0.01")),
                    new Coarsening(
                        List.of(
                            new Kind(
                                "product:",
                                "products",
                                Optional.of("/v1/p/"),
                                Optional.of("lists"))))),
                Duration.ofSeconds(3),
                Everything.WILDCARD,
                Optional.of(URI.create("http://127.0.0.1:4566"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "distributions: [] | at least one",
        "distributions: [{ hosts: [a] }] | one of distribution and tenant",
        "distributions: [{ distribution: A, tenant: B }] | one of distribution and tenant",
        "distributions: [A, A] | each distribution once",
        "distributions: [A], limits: { calls: 0/s } | more than 0",
        "distributions: [A], limits: { calls: 5 } | a rate such as 0.5/s",
        "distributions: [A], coarser: [{ tags: 'a:', tag: 'a:b' }] | are not of it",
        "distributions: [A], budget: { price: 0.01 } | 0.005 USD"
      })
  void mistakesAreSaid(String keys, String expected) {
    assertThat(
            WrittenConfiguration.in(folder)
                .problems(WrittenConfiguration.with("cloudfront: { " + keys + " }"))
                .toString())
        .contains(expected);
  }

  private CdnSettings read(String keys) {
    return WrittenConfiguration.in(folder)
        .valid(WrittenConfiguration.with("cloudfront:\n  " + keys))
        .cloudfront()
        .orElseThrow();
  }
}
