package dev.edgecache.policy.rules;

import static dev.edgecache.http.Level.MAY;
import static dev.edgecache.http.Level.MUST;
import static dev.edgecache.http.Level.SHOULD;
import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CacheRule.SharedLifetime;
import dev.edgecache.policy.CacheRule.StaleRule;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Lifetime.Source;
import dev.edgecache.policy.Lifetime.Validation;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.Storability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How long answers are fresh and may be stale: RFC 9111 §4.2, RFC 5861, RFC 9213. */
class Rfc9111Section4_2FreshnessTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String DATE = "Date: Sat, 21 Nov 2026 11:59:50 GMT";
  private static final String EXPIRES = "Expires: Sat, 21 Nov 2026 12:01:00 GMT";

  record Row(Level level, String name, String response, Source source, long seconds) {
    @Override
    public String toString() {
      return level + " " + name;
    }
  }

  static Stream<Row> lifetimes() {
    return Stream.of(
        new Row(MUST, "max-age", "Cache-Control: max-age=60", Source.MAX_AGE, 60),
        new Row(
            MUST,
            "s-maxage goes before max-age",
            "Cache-Control: max-age=60, s-maxage=9",
            Source.S_MAXAGE,
            9),
        new Row(
            MUST,
            "max-age goes before Expires",
            "Cache-Control: max-age=60|" + DATE + "|" + EXPIRES,
            Source.MAX_AGE,
            60),
        new Row(MUST, "Expires counts from Date", DATE + "|" + EXPIRES, Source.EXPIRES, 70),
        new Row(MAY, "Expires without Date counts from now", EXPIRES, Source.EXPIRES, 60),
        new Row(
            MUST,
            "an invalid Expires lies in the past",
            "ETag: \"a\"|Expires: 0",
            Source.EXPIRES,
            0),
        new Row(
            MUST,
            "an Expires before Date is stale",
            "ETag: \"a\"|Expires: Fri, 20 Nov 2026 12:00:00 GMT",
            Source.EXPIRES,
            0),
        new Row(
            SHOULD,
            "an invalid max-age is stale, whatever Expires says",
            "ETag: \"a\"|Cache-Control: max-age=1.5|" + EXPIRES,
            Source.MAX_AGE,
            0),
        new Row(
            MAY,
            "a tenth of the time since the last modification",
            DATE + "|Last-Modified: Sat, 21 Nov 2026 11:59:00 GMT",
            Source.HEURISTIC,
            5),
        new Row(
            SHOULD,
            "no guess beyond a day",
            "Last-Modified: Sat, 21 Nov 2020 11:59:00 GMT",
            Source.HEURISTIC,
            86400),
        new Row(
            MUST,
            "no guess beside an explicit lifetime",
            "ETag: \"a\"|Cache-Control: max-age=0|Last-Modified: Sat, 21 Nov 2020 11:59:00 GMT",
            Source.MAX_AGE,
            0),
        new Row(
            MUST,
            "a targeted field replaces Cache-Control and Expires",
            "CDN-Cache-Control: max-age=5|Cache-Control: s-maxage=60|" + EXPIRES,
            Source.TARGETED,
            5),
        new Row(
            MUST,
            "a targeted field without lifetime hides Expires",
            "ETag: \"a\"|CDN-Cache-Control: public|" + EXPIRES,
            Source.NONE,
            0),
        new Row(
            MUST,
            "an invalid targeted field counts as absent",
            "CDN-Cache-Control: max-age=5 x|Cache-Control: max-age=60",
            Source.MAX_AGE,
            60),
        new Row(
            MUST,
            "nothing but a validator",
            "ETag: \"a\"|Cache-Control: no-cache",
            Source.NONE,
            0));
  }

  @ParameterizedTest
  @MethodSource("lifetimes")
  void names(Row row) {
    Lifetime lifetime =
        lifetime(route("/**").followOrigin().targeted("CDN-Cache-Control"), 200, row.response());
    assertThat(lifetime.source()).isEqualTo(row.source());
    assertThat(lifetime.fresh()).isEqualTo(Duration.ofSeconds(row.seconds()));
  }

  record StaleRow(
      Level level,
      String name,
      RouteFixture route,
      String response,
      String windows,
      Validation validation) {
    @Override
    public String toString() {
      return level + " " + name;
    }
  }

  static Stream<StaleRow> windows() {
    RouteFixture plain = route("/**").followOrigin();
    RouteFixture policy = stale(SharedLifetime.FORBIDS_STALE);
    RouteFixture granting = stale(SharedLifetime.ALLOWS_STALE);
    RouteFixture targeted = stale(SharedLifetime.FORBIDS_STALE).targeted("CDN-Cache-Control");
    return Stream.of(
        new StaleRow(MUST, "none", plain, "max-age=1", "0 0", Validation.WHEN_STALE),
        new StaleRow(
            MAY,
            "the origin's",
            plain,
            "max-age=1, stale-while-revalidate=2, stale-if-error=3",
            "2 3",
            Validation.WHEN_STALE),
        new StaleRow(MAY, "the policy's", policy, "max-age=1", "300 600", Validation.WHEN_STALE),
        new StaleRow(
            MAY,
            "the origin's before the policy's",
            policy,
            "max-age=1, stale-while-revalidate=2",
            "2 600",
            Validation.WHEN_STALE),
        new StaleRow(
            MUST,
            "must-revalidate (SWR-2)",
            policy,
            "max-age=1, must-revalidate, stale-while-revalidate=2",
            "0 0",
            Validation.ALWAYS_WHEN_STALE),
        new StaleRow(
            MUST,
            "proxy-revalidate (SWR-2)",
            granting,
            "max-age=1, proxy-revalidate",
            "0 0",
            Validation.ALWAYS_WHEN_STALE),
        new StaleRow(
            MUST,
            "no-cache (SWR-2)",
            granting,
            "max-age=1, no-cache",
            "0 0",
            Validation.AT_EVERY_USE),
        new StaleRow(
            MAY,
            "no-cache for one field",
            plain,
            "max-age=1, no-cache=\"x\"",
            "0 0",
            Validation.WHEN_STALE),
        new StaleRow(
            MUST,
            "s-maxage (SWR-2)",
            policy,
            "s-maxage=1, stale-while-revalidate=2",
            "0 0",
            Validation.ALWAYS_WHEN_STALE),
        new StaleRow(
            MAY,
            "s-maxage, granted by the policy",
            granting,
            "s-maxage=1",
            "300 600",
            Validation.WHEN_STALE),
        new StaleRow(
            MAY,
            "s-maxage, granted by a targeted field",
            targeted,
            "no-store|CDN-Cache-Control: s-maxage=1, stale-while-revalidate=2",
            "2 0",
            Validation.WHEN_STALE),
        new StaleRow(
            MUST,
            "must-revalidate of a targeted field",
            targeted,
            "max-age=9|CDN-Cache-Control: max-age=1, must-revalidate, stale-while-revalidate=2",
            "0 0",
            Validation.ALWAYS_WHEN_STALE));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void allowsStale(StaleRow row) {
    Lifetime lifetime = lifetime(row.route(), 200, "ETag: \"a\"|Cache-Control: " + row.response());
    assertThat(
            lifetime.staleWhileRevalidate().toSeconds() + " " + lifetime.staleIfError().toSeconds())
        .isEqualTo(row.windows());
    assertThat(lifetime.validation()).isEqualTo(row.validation());
  }

  record PolicyRow(
      String name, LifetimeRule rule, int status, String response, Source source, long seconds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<PolicyRow> policies() {
    LifetimeRule rule = rule(30, 10, 100, 0);
    LifetimeRule override = rule(30, 10, 100, 45);
    String none = "ETag: \"a\"";
    return Stream.of(
        new PolicyRow("silent", rule, 200, none, Source.POLICY_SILENT, 30),
        new PolicyRow(
            "silent goes before a guess",
            rule,
            200,
            "Last-Modified: Sat, 21 Nov 2020 11:59:00 GMT",
            Source.POLICY_SILENT,
            30),
        new PolicyRow("at least", rule, 200, "Cache-Control: max-age=1", Source.MAX_AGE, 10),
        new PolicyRow("at most", rule, 200, "Cache-Control: max-age=999", Source.MAX_AGE, 100),
        new PolicyRow("within", rule, 200, "Cache-Control: max-age=50", Source.MAX_AGE, 50),
        new PolicyRow(
            "override", override, 200, "Cache-Control: max-age=50", Source.POLICY_OVERRIDE, 45),
        new PolicyRow("negative", override, 404, none, Source.POLICY_NEGATIVE, 3),
        new PolicyRow(
            "SEC-5 at least does not hold for errors",
            override,
            404,
            "Cache-Control: max-age=1",
            Source.MAX_AGE,
            1),
        new PolicyRow(
            "SEC-5 at most holds for errors",
            override,
            404,
            "Cache-Control: max-age=999",
            Source.MAX_AGE,
            100));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void follows(PolicyRow row) {
    Lifetime lifetime = lifetime(route("/**").lifetime(row.rule()), row.status(), row.response());
    assertThat(lifetime.source()).isEqualTo(row.source());
    assertThat(lifetime.fresh()).isEqualTo(Duration.ofSeconds(row.seconds()));
  }

  @Test
  @DisplayName("RFC 8246: immutable is kept with the lifetime")
  void immutableIsKept() {
    assertThat(lifetime(route("/**"), 200, "Cache-Control: max-age=60, immutable").content())
        .isEqualTo(Lifetime.Content.IMMUTABLE);
    assertThat(lifetime(route("/**"), 200, "Cache-Control: max-age=60").content())
        .isEqualTo(Lifetime.Content.CHANGEABLE);
  }

  @Test
  @DisplayName("A stored server error replaces no other error")
  void storedErrorsAreNotServedStale() {
    Lifetime lifetime =
        lifetime(stale(SharedLifetime.FORBIDS_STALE), 503, "Cache-Control: max-age=5");
    assertThat(lifetime.staleIfError()).isZero();
    assertThat(lifetime.staleWhileRevalidate()).isZero();
  }

  @Test
  @DisplayName("SWR-3 jitter takes a share off the lifetime and leaves the windows")
  void jitters() {
    Lifetime lifetime =
        lifetime(stale(SharedLifetime.FORBIDS_STALE), 200, "Cache-Control: max-age=100");
    assertThat(lifetime.jittered(0.2, 0)).isEqualTo(lifetime);
    assertThat(lifetime.jittered(0.2, 0.5).fresh()).isEqualTo(Duration.ofSeconds(90));
    assertThat(lifetime.jittered(0.2, 0.5).staleIfError()).isEqualTo(lifetime.staleIfError());
  }

  private static RouteFixture stale(SharedLifetime shared) {
    return route("/**")
        .stale(
            new StaleRule(
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(Duration.ofMinutes(10)),
                Duration.ZERO,
                shared));
  }

  /** Seconds; an override of 0 is none. */
  private static LifetimeRule rule(int silent, int min, int max, int override) {
    return new LifetimeRule(
        Optional.of(Duration.ofSeconds(silent)),
        Optional.of(Duration.ofSeconds(min)),
        Optional.of(Duration.ofSeconds(max)),
        Optional.of(Duration.ofSeconds(override)).filter(Duration::isPositive),
        Map.of(404, Duration.ofSeconds(3)),
        0);
  }

  private static Lifetime lifetime(RouteFixture route, int status, String response) {
    List<String> fields = new ArrayList<>();
    for (String line : response.split("\\|", -1)) {
      fields.addAll(List.of(line.split(": ", 2)));
    }
    Storability judged =
        Storing.assess(
            route.match(get("https://h/a")),
            get("https://h/a"),
            new ResponseHead(status, Fields.of(fields.toArray(String[]::new))),
            NOW);
    return ((Storability.Store) judged).lifetime();
  }
}
