package dev.edgecache.policy.files.lint;

import static dev.edgecache.policy.files.lint.LintRule.Severity.ADVICE;
import static dev.edgecache.policy.files.lint.LintRule.Severity.WARNING;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CacheRule.StaleRule;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.files.PlacedRoute;
import dev.edgecache.yaml.KeyPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules on how long answers are used. */
final class LifetimeChecks {

  private static final Duration LONG_NEGATIVE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofHours(1);

  private LifetimeChecks() {}

  static final List<Check> ALL =
      List.of(
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC011",
                  ADVICE,
                  "No lifetime for a silent origin",
                  "When the origin names no lifetime, a share of the time since Last-Modified"
                      + " decides (RFC 9111 §4.2.2), which surprises; without Last-Modified nothing"
                      + " is fresh.",
                  "Say `fresh`."),
              LifetimeChecks::noLifetime),
          Check.ofRoutes(
              new LintRule(
                  "EC012",
                  WARNING,
                  "A long lifetime for errors",
                  "A product that is created, or an origin that recovers, stays missing for as long"
                      + " as its error is stored.",
                  "Keep `negative` lifetimes at a minute or less."),
              LifetimeChecks::longNegative),
          Check.ofRoutes(
              new LintRule(
                  "EC013",
                  ADVICE,
                  "Stale at once",
                  "With a lifetime of zero every request within the window sends another one to the"
                      + " origin in the background, so that the cache saves time but no load.",
                  "Say a lifetime of a second or more."),
              LifetimeChecks::staleAtOnce),
          Check.ofRoutes(
              new LintRule(
                  "EC014",
                  WARNING,
                  "A setting without effect",
                  "Another setting, or the lack of one, keeps it from ever mattering; probably"
                      + " something else was meant.",
                  "Remove it, or add what it needs: `wait-for-fresh` needs"
                      + " `stale-while-revalidate`; `stale-despite-s-maxage` needs a stale window;"
                      + " beside `override` neither `fresh`, `min` nor `max` counts."),
              LifetimeChecks::withoutEffect),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC015",
                  ADVICE,
                  "Nothing to serve when the origin fails",
                  "Without `stale-if-error` a failing origin is seen by clients as soon as answers"
                      + " go stale.",
                  "Say how old an answer may be in an emergency, often hours: `stale-if-error:"
                      + " 24h`."),
              LifetimeChecks::noStaleIfError),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC016",
                  ADVICE,
                  "Long-lived without tags",
                  "An answer that is fresh for an hour or more will need to be invalidated one day;"
                      + " without tags that works only by URL.",
                  "Give it `tags`, or `tags-from` if the origin names them."),
              LifetimeChecks::longWithoutTags));

  private static Stream<Spot> noLifetime(KeyedRoute route) {
    LifetimeRule lifetime = route.lifetime();
    boolean said =
        lifetime.silent().isPresent()
            || lifetime.override().isPresent()
            || lifetime.min().isPresent();
    return said
        ? Stream.empty()
        : Stream.of(Spot.at(route.placed(), "no lifetime when the origin names none", "cache"));
  }

  private static Stream<Spot> longNegative(PlacedRoute route) {
    return stores(route).stream()
        .flatMap(store -> store.lifetime().negative().entrySet().stream())
        .filter(entry -> entry.getValue().compareTo(LONG_NEGATIVE) > 0)
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> spot(route, "more than a minute", "negative", entry.getKey().toString()));
  }

  private static Stream<Spot> staleAtOnce(PlacedRoute route) {
    return stores(route).stream()
        .filter(store -> store.stale().whileRevalidate().isPresent())
        .filter(store -> store.lifetime().min().isEmpty())
        .flatMap(
            store -> {
              boolean override = store.lifetime().override().isPresent();
              Optional<Duration> lifetime =
                  override ? store.lifetime().override() : store.lifetime().silent();
              return lifetime
                  .filter(Duration::isZero)
                  .map(
                      _ -> spot(route, "each use asks the origin", override ? "override" : "fresh"))
                  .stream();
            });
  }

  private static Stream<Spot> withoutEffect(PlacedRoute route) {
    return stores(route).stream().flatMap(store -> withoutEffect(route, store));
  }

  private static Stream<Spot> withoutEffect(PlacedRoute route, CacheRule.Store store) {
    StaleRule stale = store.stale();
    Stream.Builder<Spot> spots = Stream.builder();
    if (stale.whileRevalidate().isEmpty() && !stale.waitForFresh().isZero()) {
      spots.add(spot(route, "no stale answer is permitted", "wait-for-fresh"));
    }
    if (stale.whileRevalidate().isEmpty()
        && stale.ifError().isEmpty()
        && stale.despiteSharedLifetime() == CacheRule.SharedLifetime.ALLOWS_STALE) {
      spots.add(spot(route, "no stale answer is permitted", "stale-despite-s-maxage"));
    }
    if (store.lifetime().override().isPresent()) {
      Stream.of("fresh", "min", "max")
          .filter(key -> route.says("cache", key))
          .forEach(key -> spots.add(spot(route, "override replaces it", key)));
    }
    return spots.build();
  }

  private static Stream<Spot> noStaleIfError(KeyedRoute route) {
    return route.store().stale().ifError().isPresent()
        ? Stream.empty()
        : Stream.of(Spot.at(route.placed(), "no stale answer in place of an error", "cache"));
  }

  private static Stream<Spot> longWithoutTags(KeyedRoute route) {
    LifetimeRule lifetime = route.lifetime();
    boolean tagged =
        !route.placed().route().tags().templates().isEmpty()
            || !route.placed().route().tags().fromFields().isEmpty();
    boolean isLong =
        Stream.of(lifetime.override(), lifetime.silent(), lifetime.min())
            .flatMap(Optional::stream)
            .anyMatch(duration -> duration.compareTo(LONG) >= 0);
    return isLong && !tagged
        ? Stream.of(Spot.at(route.placed(), "fresh for an hour or more, without tags", "cache"))
        : Stream.empty();
  }

  private static Optional<CacheRule.Store> stores(PlacedRoute route) {
    return route.route().cache() instanceof CacheRule.Store store
        ? Optional.of(store)
        : Optional.empty();
  }

  private static Spot spot(PlacedRoute route, String message, String... keys) {
    KeyPath path = route.path("cache");
    for (String key : keys) {
      path = path.key(key);
    }
    return new Spot(path, message);
  }
}
