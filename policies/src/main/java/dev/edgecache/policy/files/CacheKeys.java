package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.distinct;
import static dev.edgecache.policy.files.HttpWords.fieldName;
import static dev.edgecache.yaml.keys.Types.bool;
import static dev.edgecache.yaml.keys.Types.byteSize;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.percentage;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CacheRule.ClientDirectives;
import dev.edgecache.policy.CacheRule.Credentials;
import dev.edgecache.policy.CacheRule.QueryVariance;
import dev.edgecache.policy.CacheRule.SetCookie;
import dev.edgecache.policy.CacheRule.SharedLifetime;
import dev.edgecache.policy.CacheRule.StaleRule;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.Keys;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.keys.Values;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The keys below {@code cache:}. */
final class CacheKeys {

  private CacheKeys() {}

  private static final ObjectType<CacheRule> STORE =
      ObjectType.of(
          "cache",
          "How answers are stored and for how long they are used.",
          keys -> {
            Function<Values, LifetimeRule> lifetime = lifetime(keys);
            Function<Values, StaleRule> stale = stale(keys);
            return sharing(keys, lifetime, stale);
          });

  /** {@code never}, or how answers are stored. */
  static final Type<CacheRule> CACHE = oneOf(word("never", new CacheRule.Never()), STORE);

  private static Function<Values, LifetimeRule> lifetime(Keys keys) {
    Key<Optional<Duration>> fresh =
        keys.key(
                "fresh",
                durationOrZero(),
                "The freshness lifetime when the origin names none; without it the heuristic of"
                    + " RFC 9111 §4.2.2 holds.")
            .example("30s")
            .optional();
    Key<Optional<Duration>> min =
        keys.key("min", duration(), "The least lifetime, whatever the origin names.")
            .example("5s")
            .optional();
    Key<Optional<Duration>> max =
        keys.key("max", duration(), "The greatest lifetime, whatever the origin names.")
            .example("1h")
            .optional();
    Key<Optional<Duration>> override =
        keys.key("override", durationOrZero(), "The lifetime in place of what the origin names.")
            .example("10m")
            .optional();
    Key<Map<Integer, Duration>> negative =
        keys.key(
                "negative",
                mapOf(integer(400, 599), duration()),
                "Lifetimes by error status, when the origin names none.")
            .example("{ 404: 10s, 410: 1m }")
            .orElse("{}");
    Key<Double> jitter =
        keys.key(
                "jitter",
                percentage(0, 50),
                "The share by which lifetimes are shortened at random, so that entries stored"
                    + " together do not expire together.")
            .example("10%")
            .orElse("0%");
    return values ->
        new LifetimeRule(
            values.get(fresh),
            values.get(min),
            values.get(max),
            values.get(override),
            values.get(negative),
            values.get(jitter));
  }

  private static Function<Values, StaleRule> stale(Keys keys) {
    Key<Optional<Duration>> whileRevalidate =
        keys.key(
                "stale-while-revalidate",
                duration(),
                "How long after its lifetime an answer is served while it is refreshed in the"
                    + " background, unless the origin names its own (RFC 5861 §3).")
            .example("5m")
            .optional();
    Key<Optional<Duration>> ifError =
        keys.key(
                "stale-if-error",
                duration(),
                "How long after its lifetime an answer is served in place of an error, unless the"
                    + " origin names its own (RFC 5861 §4).")
            .example("24h")
            .optional();
    Key<Duration> waitForFresh =
        keys.key(
                "wait-for-fresh",
                durationOrZero(),
                "How long a request waits for a fresh answer before a permitted stale one goes"
                    + " out; at once for `0s`.")
            .example("60ms")
            .orElse("0s");
    Key<Boolean> despiteSharedLifetime =
        keys.key(
                "stale-despite-s-maxage",
                bool(),
                "Whether these windows hold although the origin sent `s-maxage`, which alone"
                    + " forbids stale answers (RFC 9111 §5.2.2.10).")
            .orElse("false");
    return values ->
        new StaleRule(
            values.get(whileRevalidate),
            values.get(ifError),
            values.get(waitForFresh),
            values.get(despiteSharedLifetime)
                ? SharedLifetime.ALLOWS_STALE
                : SharedLifetime.FORBIDS_STALE);
  }

  private static Function<Values, CacheRule> sharing(
      Keys keys, Function<Values, LifetimeRule> lifetime, Function<Values, StaleRule> stale) {
    var statuses =
        keys.key(
                "statuses",
                listOf(integer(200, 599)).as(Set::copyOf),
                "The statuses that may be stored; none for those that RFC 9111 §3 allows.")
            .example("[200, 404]")
            .orElse("[]");
    var maxSize =
        keys.key("max-size", byteSize(), "The largest body that is stored.").orElse("8MiB");
    var targeted =
        keys.key(
                "targeted",
                distinct(fieldName()),
                "The fields that replace Cache-Control where the origin sends them, the first one"
                    + " found (RFC 9213).")
            .orElse("[CDN-Cache-Control]");
    var setCookie =
        keys.key("set-cookie", words(SetCookie.class), "What becomes of answers that set a cookie.")
            .orElse("do-not-store");
    var authorization =
        keys.key(
                "authorization",
                words(Credentials.class),
                "Who may share answers to requests with an Authorization field: those whom the"
                    + " answer permits (RFC 9111 §3.5), or everybody.")
            .orElse("as-origin-says");
    var requestDirectives =
        keys.key(
                "request-cache-control",
                words(ClientDirectives.class),
                "Whether Cache-Control and Pragma of requests are obeyed, so that a client can"
                    + " force a fetch (RFC 9111 §5.2.1).")
            .orElse("ignore");
    var compress =
        keys.key(
                "compress",
                CompressionKeys.COMPRESS,
                "Whether stored answers go out encoded as each request prefers; `on` for all"
                    + " defaults. The origin is asked for content without coding.")
            .orElse("off");
    var noVarySearch =
        keys.key(
                "no-vary-search",
                words(QueryVariance.class),
                "Whether No-Vary-Search of the origin's answers says which query parameters count,"
                    + " on a route that keys the whole query.")
            .orElse("ignore");
    keys.key(
            "because",
            text(),
            "Why answers may be shared although they look personal; for reviewers and the lint.")
        .example("the token names the app, not the user")
        .optional();
    return values ->
        new CacheRule.Store(
            lifetime.apply(values),
            stale.apply(values),
            values.get(statuses),
            values.get(maxSize),
            values.get(targeted),
            values.get(setCookie),
            values.get(authorization),
            values.get(requestDirectives),
            values.get(compress),
            values.get(noVarySearch));
  }
}
