package dev.edgecache.caching;

import static dev.edgecache.caching.Stored.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.HeapBody;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PathTemplate;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.policy.rules.Storing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of every answer under RFC 9111 §4.2: whatever makes it older or allows it less never
 * lets it be used more.
 */
class FreshnessPropertiesTest {

  private static final int ANSWERS = 4_000;
  private static final int LONGEST = 200;

  /** An answer of the origin before its lifetimes and Age are written into it. */
  private record Said(
      List<String> directives, long maxAge, long sharedMaxAge, long age, Fields rest) {

    static Said random(Random random) {
      List<String> directives = new ArrayList<>();
      for (String directive :
          List.of(
              "max-age",
              "s-maxage",
              "stale-while-revalidate=50",
              "stale-if-error=100",
              "must-revalidate",
              "no-cache",
              "public")) {
        if (random.nextInt(3) == 0) {
          directives.add(directive);
        }
      }
      Fields.Builder rest = Fields.builder().add("ETag", "\"v\"");
      add(rest, "Date", random, -20, 30);
      add(rest, "Expires", random, -10, LONGEST);
      add(rest, "Last-Modified", random, -LONGEST * 10, 0);
      return new Said(
          directives,
          random.nextInt(LONGEST),
          random.nextInt(LONGEST),
          random.nextInt(LONGEST / 2),
          rest.build());
    }

    private static void add(Fields.Builder fields, String name, Random random, int from, int to) {
      switch (random.nextInt(3)) {
        case 0 -> fields.add(name, HttpDate.format(THEN.plusSeconds(random.nextInt(from, to))));
        case 1 -> fields.add(name, "0");
        default -> {}
      }
    }

    Said withAge(long other) {
      return new Said(directives, maxAge, sharedMaxAge, other, rest);
    }

    Said withMaxAge(long other) {
      return new Said(directives, other, sharedMaxAge, age, rest);
    }

    Said withSharedMaxAge(long other) {
      return new Said(directives, maxAge, other, age, rest);
    }

    Said with(String directive) {
      List<String> more = new ArrayList<>(directives);
      more.add(directive);
      return new Said(more, maxAge, sharedMaxAge, age, rest);
    }

    Fields fields() {
      List<String> members =
          directives.stream()
              .map(
                  directive ->
                      switch (directive) {
                        case "max-age" -> "max-age=" + maxAge;
                        case "s-maxage" -> "s-maxage=" + sharedMaxAge;
                        default -> directive;
                      })
              .toList();
      return rest.with("Cache-Control", String.join(", ", members)).with("Age", Long.toString(age));
    }
  }

  /** A request at an instant, against what invalidations demand by then. */
  private record Use(String directives, long after, long floor) {

    static Use random(Random random) {
      List<String> directives = new ArrayList<>();
      for (String name : List.of("max-age", "max-stale", "min-fresh")) {
        if (random.nextInt(4) == 0) {
          directives.add(name + "=" + random.nextInt(LONGEST));
        }
      }
      return new Use(String.join(", ", directives), random.nextInt(LONGEST), random.nextInt(3));
    }

    Use later(long seconds) {
      return new Use(directives, after + seconds, floor);
    }

    Use above(long more) {
      return new Use(directives, after, floor + more);
    }

    Use asking(String directive) {
      return new Use(
          directives.isEmpty() ? directive : directives + ", " + directive, after, floor);
    }

    Instant at() {
      return THEN.plusSeconds(after);
    }
  }

  /** How far an answer may be used; each allows more than the one before. */
  private enum Allowed {
    AFTER_ASKING,
    WHILE_ASKING,
    UNASKED
  }

  private static final PolicySet POLICIES =
      PolicySet.of(
          List.of(
              new Policy(
                  "test",
                  List.of(),
                  List.of(
                      new Route(
                          "test",
                          "all",
                          PathTemplate.parse("/**"),
                          Set.of(),
                          withWindows(Stored.RULE),
                          new KeyRule.FollowOrigin(),
                          ForwardRule.NOTHING,
                          Optional.empty(),
                          TagRule.NONE,
                          ConsistencyRule.REPLICA,
                          Set.of(),
                          Set.of(),
                          Route.OriginRule.DEFAULT,
                          Optional.empty())),
                  Map.of(),
                  Map.of())));

  private static CacheRule.Store withWindows(CacheRule.Store rule) {
    return new CacheRule.Store(
        rule.lifetime(),
        new CacheRule.StaleRule(
            Optional.of(Duration.ofSeconds(20)),
            Optional.of(Duration.ofSeconds(40)),
            Duration.ZERO,
            CacheRule.SharedLifetime.FORBIDS_STALE),
        rule.statuses(),
        rule.maxSize(),
        rule.targeted(),
        rule.setCookie(),
        rule.credentials(),
        rule.clientDirectives(),
        rule.compression(),
        rule.queryVariance());
  }

  private static Optional<StoredResponse> stored(Said said) {
    RequestHead request = new RequestHead("GET", "http", "h", "/", null, Fields.EMPTY);
    Match match = POLICIES.match(request);
    ResponseHead head = Revalidation.dated(new ResponseHead(200, said.fields()), THEN);
    return Storing.assess(match, request, head, THEN) instanceof Storability.Store store
        ? Optional.of(
            new StoredResponse(
                new ResponseHead(200, store.fields()),
                Variant.ONLY,
                Revalidation.timesOf(head, THEN, THEN),
                new Terms(match.route(), store.lifetime(), store.tags(), Optional.empty()),
                Provenance.ofPrimary(1),
                new HeapBody(new byte[0], Fields.EMPTY)))
        : Optional.empty();
  }

  private static Allowed allowed(Said said, Use use) {
    Lookup lookup = stored(said).<Lookup>map(Lookup.Found::new).orElse(new Lookup.UriMiss());
    Decision decision =
        Decision.decide(
            lookup,
            directives(use),
            Floor.hard(Mark.unlocated(use.floor())),
            Duration.ZERO,
            use.at());
    return switch (decision) {
      case Decision.Serve _ -> Allowed.UNASKED;
      case Decision.ServeWhileRevalidating _ -> Allowed.WHILE_ASKING;
      case Decision.Revalidate _, Decision.Complete _, Decision.Fetch _, Decision.Refuse _ ->
          Allowed.AFTER_ASKING;
    };
  }

  private static RequestDirectives directives(Use use) {
    return RequestDirectives.parse(Fields.of("Cache-Control", use.directives()));
  }

  private static boolean isAllowedInPlaceOfError(Said said, Use use) {
    return stored(said)
        .map(response -> Freshness.of(response, use.at()).permitsIfError(directives(use)))
        .orElse(false);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName("older, shorter-lived, more restricted, or below a higher floor: never used more")
  void monotone(long seed) {
    Random random = new Random(seed);
    int unasked = 0;
    for (int i = 0; i < ANSWERS; i++) {
      Said said = Said.random(random);
      Use use = Use.random(random);
      long more = 1L + random.nextInt(LONGEST);
      unasked += allowed(said, use) == Allowed.UNASKED ? 1 : 0;
      String what = "seed %d, answer %d: ".formatted(seed, i);
      assertNoMore(said, use, said, use.later(more), what + "later by " + more);
      assertNoMore(said, use, said, use.above(more), what + "a higher floor");
      assertNoMore(said, use, said.withAge(said.age() + more), use, what + "older by " + more);
      assertNoMore(said, use, said.withMaxAge(said.maxAge() / 2), use, what + "a smaller max-age");
      assertNoMore(
          said, use, said.withSharedMaxAge(said.sharedMaxAge() / 2), use, what + "s-maxage");
      for (String directive : List.of("must-revalidate", "proxy-revalidate", "no-store")) {
        assertNoMore(said, use, said.with(directive), use, what + directive);
      }
      for (String directive : List.of("no-cache", "min-fresh=" + more)) {
        assertNoMore(said, use, said, use.asking(directive), what + "a request's " + directive);
      }
    }
    assertThat(unasked).as("answers used unasked").isGreaterThan(ANSWERS / 20);
  }

  private static void assertNoMore(
      Said said, Use use, Said worse, Use stricter, String description) {
    String what =
        "%s: %s %s and then %s %s".formatted(description, lines(said), use, lines(worse), stricter);
    assertThat(allowed(worse, stricter)).as(what).isLessThanOrEqualTo(allowed(said, use));
    if (!isAllowedInPlaceOfError(said, use)) {
      assertThat(isAllowedInPlaceOfError(worse, stricter)).as(what).isFalse();
    }
  }

  private static List<String> lines(Said said) {
    List<String> lines = new ArrayList<>();
    said.fields().forEach((name, value) -> lines.add(name + ": " + value));
    return lines;
  }
}
