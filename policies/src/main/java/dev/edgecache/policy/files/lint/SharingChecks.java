package dev.edgecache.policy.files.lint;

import static dev.edgecache.policy.files.lint.LintRule.Severity.ERROR;
import static dev.edgecache.policy.files.lint.LintRule.Severity.WARNING;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.files.PlacedRoute;
import java.util.List;
import java.util.stream.Stream;

/** The rules that keep one person's answer from another. */
final class SharingChecks {

  private SharingChecks() {}

  static final List<Check> ALL =
      List.of(
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC001",
                  ERROR,
                  "Authorization is forwarded on a shared route",
                  "The origin sees who asks, but the key does not: an answer made for one user can"
                      + " be stored and sent to all.",
                  "Use `cache: never` for personal answers. If answers do not depend on the user,"
                      + " do not forward the field. If the origin only checks a token, say"
                      + " `authorization: shared` with `because:`, or `authorization:"
                      + " as-origin-says` to store only what the origin marks as shareable (RFC"
                      + " 9111 §3.5)."),
              SharingChecks::forwardedAuthorization),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC002",
                  ERROR,
                  "The whole Cookie field",
                  "Cookie holds sessions and everything else that a site ever set: forwarded, it"
                      + " makes answers personal; in the key, it makes every browser a variant of"
                      + " its own.",
                  "Name the cookies that count in `key.cookies`, or in `forward.cookies` those that"
                      + " the origin needs but answers do not depend on."),
              SharingChecks::wholeCookie),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC003",
                  WARNING,
                  "Forwarded beside the key, without a reason",
                  "The origin sees a part of the request that the key leaves out. If an answer"
                      + " depends on it, whoever asks first decides what all others get: cache"
                      + " poisoning.",
                  "Put it into `key` if answers depend on it. If they do not, say why in"
                      + " `forward.because`."),
              SharingChecks::unexplainedForward),
          Check.ofRoutes(
              new LintRule(
                  "EC004",
                  WARNING,
                  "Answers to credentials are shared, without a reason",
                  "With `authorization: shared` the answer to one user's token is sent to"
                      + " everybody, also to those without a token.",
                  "Say in `cache.because` why that is right, or key the Authorization field, or"
                      + " leave the setting out."),
              SharingChecks::sharedCredentials),
          Check.ofRoutes(
              new LintRule(
                  "EC005",
                  WARNING,
                  "Cookies are stored, without a reason",
                  "With `set-cookie: store` everybody gets the cookie that was set for one: a"
                      + " session, if the origin ever sets one here.",
                  "Use `strip` to store such answers without the field, or say in `cache.because`"
                      + " why the cookie is the same for all."),
              SharingChecks::storedCookies));

  private static Stream<Spot> forwardedAuthorization(KeyedRoute route) {
    return route.forwardsHeader("Authorization") && !route.says("cache", "authorization")
        ? Stream.of(
            Spot.at(
                route.placed(),
                "Authorization reaches the origin, not the key",
                "forward",
                "headers"))
        : Stream.empty();
  }

  private static Stream<Spot> wholeCookie(KeyedRoute route) {
    Stream<Spot> forwarded =
        route.forwardsHeader("Cookie")
            ? Stream.of(Spot.at(route.placed(), "forwards all cookies", "forward", "headers"))
            : Stream.empty();
    Stream<Spot> keyed =
        route.keysHeader("Cookie")
            ? Stream.of(Spot.at(route.placed(), "keys all cookies", "key", "headers"))
            : Stream.empty();
    return Stream.concat(forwarded, keyed);
  }

  private static Stream<Spot> unexplainedForward(KeyedRoute route) {
    return route.forward().equals(ForwardRule.NOTHING) || route.says("forward", "because")
        ? Stream.empty()
        : Stream.of(Spot.at(route.placed(), "forwards what is not keyed", "forward"));
  }

  private static Stream<Spot> sharedCredentials(PlacedRoute route) {
    boolean keyed =
        KeyedRoute.of(route).filter(named -> named.keysHeader("Authorization")).isPresent();
    return route.route().cache() instanceof CacheRule.Store store
            && store.credentials() == CacheRule.Credentials.SHARED
            && !keyed
            && !route.says("cache", "because")
        ? Stream.of(
            Spot.at(route, "answers to one token are sent to everybody", "cache", "authorization"))
        : Stream.empty();
  }

  private static Stream<Spot> storedCookies(PlacedRoute route) {
    return route.route().cache() instanceof CacheRule.Store store
            && store.setCookie() == CacheRule.SetCookie.STORE
            && !route.says("cache", "because")
        ? Stream.of(
            Spot.at(route, "one client's cookie is sent to everybody", "cache", "set-cookie"))
        : Stream.empty();
  }
}
