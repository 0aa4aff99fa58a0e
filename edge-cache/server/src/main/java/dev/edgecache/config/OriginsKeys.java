package dev.edgecache.config;

import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.percentage;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.refresh.RefreshSettings;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Values;
import java.util.Optional;

/** What a configuration file may say of how origins share the requests. */
final class OriginsKeys {

  private OriginsKeys() {}

  static ObjectType<OriginsSettings> origins(Surroundings surroundings) {
    ObjectType<OriginSettings> origin = new OriginKeys(surroundings).origin();
    return ObjectType.of(
        "origins",
        "Where answers come from.",
        keys -> {
          var local =
              keys.key("local", origin, "The near origin, which answers safe methods.").required();
          var primary =
              keys.key(
                      "primary",
                      origin,
                      "The origin that takes all other methods; without it, `local` does.")
                  .optional();
          var fallback =
              keys.key(
                      "fallback",
                      fallback(),
                      "What `primary` does for reads that `local` can't answer.")
                  .optional();
          var rollout =
              keys.key(
                      "rollout",
                      rollout(),
                      "Which sessions' reads go to `local`, all unless said; those of the others go"
                          + " to `primary`.")
                  .optional();
          var writes =
              keys.key(
                      "writes",
                      words(Site.class),
                      "Which origin takes writes. With `local`, nothing is sent to the primary:"
                          + " what `edge-cache promote` does, for good.")
                  .orElse("primary");
          var refresh =
              keys.key(
                      "refresh",
                      refresh(),
                      "How popular answers that were invalidated are fetched again before a client"
                          + " asks.")
                  .orElse("{}");
          return values -> {
            if (values.get(primary).isEmpty()) {
              requireAbsent(fallback, values);
              requireAbsent(rollout, values);
            }
            return new OriginsSettings(
                values.get(local),
                values.get(primary),
                values.get(fallback).orElse(OriginsSettings.DEFAULT_FALLBACK),
                values.get(rollout).orElse(Rollout.WHOLE),
                values.get(writes),
                values.get(refresh));
          };
        });
  }

  /** Rejects what only two origins can do, where there is but one. */
  private static void requireAbsent(Key<? extends Optional<?>> key, Values values) {
    if (values.get(key).isPresent()) {
      throw new IllegalArgumentException(
          key.name() + ": there is no primary (expected: beside primary alone)");
    }
  }

  private static ObjectType<Integer> fallback() {
    return ObjectType.of(
        "fallback",
        "What the primary does for reads that the local origin can't answer.",
        keys -> {
          var concurrent =
              keys.key(
                      "concurrent",
                      integer(0, 100_000),
                      "The number of such reads at a time; more are refused at once.")
                  .orElse("32");
          return values -> values.get(concurrent);
        });
  }

  private static ObjectType<RefreshSettings> refresh() {
    return ObjectType.of(
        "refresh",
        "How popular answers that were invalidated are fetched again before a client asks.",
        keys -> {
          var share =
              keys.key(
                      "share",
                      percentage(0, 100),
                      "The share of the connections to `local` that this may take, one at least;"
                          + " with `0%` nothing is refreshed.")
                  .orElse("10%");
          var popular =
              keys.key(
                      "popular",
                      integer(1, 100_000),
                      "How many of the stored answers that are asked for most are looked at, and"
                          + " how many wait at most.")
                  .orElse("1000");
          return values -> new RefreshSettings(values.get(share), values.get(popular));
        });
  }

  private static ObjectType<Rollout> rollout() {
    String token = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    return ObjectType.of(
        "rollout",
        "Which sessions' reads go to the local origin. A session always gets the same origin.",
        keys -> {
          var share =
              keys.key("share", percentage(0, 100), "The share of the sessions.").orElse("100%");
          var cookie =
              keys.key(
                      "cookie",
                      text("cookie name", "a cookie name", token),
                      "The cookie that tells sessions apart; without one, and for requests without"
                          + " it, the address that they come from.")
                  .example("session")
                  .optional();
          var header =
              keys.key(
                      "header",
                      text("field name", "a field name", token),
                      "The header field that tells sessions apart, in place of a cookie.")
                  .example("X-Customer")
                  .optional();
          return values ->
              new Rollout(values.get(share), identity(values.get(cookie), values.get(header)));
        });
  }

  private static Optional<Rollout.Identity> identity(
      Optional<String> cookie, Optional<String> header) {
    if (cookie.isPresent() && header.isPresent()) {
      throw new IllegalArgumentException("cookie: beside header (expected: one of the two)");
    }
    return cookie
        .<Rollout.Identity>map(Rollout.Identity.Cookie::new)
        .or(() -> header.map(Rollout.Identity.Header::new));
  }
}
