package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RandomText;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Storability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4.2.1: what is malformed restricts, and never extends, the use of an answer. */
class RestrictionPropertiesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
  private static final String TCHAR = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

  /** RFC 9111 §5.2; where the argument is delta-seconds, its form too. */
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          ("(?!(?i:max-age|s-maxage|stale-while-revalidate|stale-if-error)(=|$))"
                  + "T+(=(T+|\"([^\"\\\\]|\\\\.)*\"))?"
                  + "|(?i:max-age|s-maxage|stale-while-revalidate|stale-if-error)"
                  + "=([0-9]+|\"[0-9]+\")")
              .replace("T", TCHAR),
          Pattern.DOTALL);

  private static final List<String> DIRECTIVES =
      List.of(
          "max-age=60",
          "s-maxage=600",
          "public",
          "must-revalidate",
          "proxy-revalidate",
          "must-understand",
          "no-cache",
          "immutable",
          "stale-while-revalidate=900",
          "stale-if-error=900",
          "foo=\"bar, baz\"");

  private static final RequestHead PLAIN = get("https://h/");
  private static final RequestHead WITH_CREDENTIALS =
      get("https://h/", "Authorization", "Bearer x");

  private static final Match MATCH =
      RouteFixture.route("/**")
          .followOrigin()
          .stale(
              new CacheRule.StaleRule(
                  Optional.of(Duration.ofMinutes(5)),
                  Optional.of(Duration.ofHours(1)),
                  Duration.ZERO,
                  CacheRule.SharedLifetime.FORBIDS_STALE))
          .match(PLAIN);

  private static Storability assess(RequestHead request, String... cacheControl) {
    Fields.Builder fields = Fields.builder().add("ETag", "\"1\"");
    for (String line : cacheControl) {
      fields.add("Cache-Control", line);
    }
    return Storing.assess(MATCH, request, new ResponseHead(200, fields.build()), NOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName("no-store and private hold beside anything that hides no member in a closed quote")
  void forbidsWhateverStandsBeside(long seed) {
    RandomText.mutations(seed, DIRECTIVES)
        .filter(noise -> noise.indexOf('"') == noise.lastIndexOf('"'))
        .filter(
            noise ->
                Stream.of(noise.split(",", -1))
                    .noneMatch(RestrictionPropertiesTest::isMustUnderstand))
        .forEach(
            noise -> {
              for (String word : List.of("no-store", "private")) {
                for (String[] lines :
                    new String[][] {
                      {noise + ", " + word},
                      {word + "," + noise},
                      {"max-age=60," + word + " ," + noise},
                      {noise, word},
                      {word, noise}
                    }) {
                  assertThat(assess(PLAIN, lines))
                      .as("seed %d: %s", seed, List.of(lines))
                      .isInstanceOf(Storability.DoNotStore.class);
                }
              }
            });
  }

  private static boolean isMustUnderstand(String member) {
    String text = member.strip();
    return text.regionMatches(true, 0, "must-understand", 0, "must-understand".length())
        && WELL_FORMED.matcher(text).matches();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName("a malformed member more makes no answer storable, shared or longer-lived")
  void extendsNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomText.mutations(seed, DIRECTIVES)
        .filter(member -> member.indexOf(',') < 0)
        .filter(member -> !WELL_FORMED.matcher(member.strip()).matches())
        .forEach(
            malformed -> {
              String said = said(random);
              for (RequestHead request : List.of(PLAIN, WITH_CREDENTIALS)) {
                assertNoMore(
                    assess(request, said),
                    assess(request, said, malformed),
                    () -> "seed %d: <%s> and <%s>, %s".formatted(seed, said, malformed, request));
              }
            });
  }

  private static String said(SplittableRandom random) {
    List<String> said =
        Stream.concat(DIRECTIVES.stream(), Stream.of("no-store", "private"))
            .filter(directive -> random.nextInt(5) == 0)
            .toList();
    return String.join(", ", said);
  }

  private static void assertNoMore(Storability before, Storability after, Supplier<String> what) {
    switch (after) {
      case Storability.DoNotStore _ -> {}
      case Storability.Store more -> {
        Lifetime now = more.lifetime();
        switch (before) {
          case Storability.DoNotStore(var reason) -> {
            assertThat(reason).as(what).isEqualTo(Storability.Reason.NO_LIFETIME);
            assertThat(isUsedUnasked(now)).as(what).isFalse();
          }
          case Storability.Store less -> {
            Lifetime then = less.lifetime();
            assertThat(now.fresh()).as(what).isLessThanOrEqualTo(then.fresh());
            assertThat(now.staleWhileRevalidate())
                .as(what)
                .isLessThanOrEqualTo(then.staleWhileRevalidate());
            assertThat(now.staleIfError()).as(what).isLessThanOrEqualTo(then.staleIfError());
            assertThat(now.validation()).as(what).isGreaterThanOrEqualTo(then.validation());
          }
        }
      }
    }
  }

  private static boolean isUsedUnasked(Lifetime lifetime) {
    return lifetime.validation() != Lifetime.Validation.AT_EVERY_USE && !lifetime.fresh().isZero();
  }
}
