package dev.edgecache.policy.files;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.yaml.keys.ObjectType;

/** The keys below {@code cdn:}. */
final class CdnKeys {

  private CdnKeys() {}

  static final ObjectType<CdnRule> CDN =
      ObjectType.of(
          "cdn",
          "How CloudFront in front of this cache keeps the answers of the route.",
          keys -> {
            var fresh =
                keys.key(
                        "fresh",
                        duration(),
                        "How long it keeps an answer at most; never longer than the answer is"
                            + " fresh here.")
                    .example("10s")
                    .required();
            var whileRevalidate =
                keys.key(
                        "stale-while-revalidate",
                        durationOrZero(),
                        "How long after that it may serve the answer while it gets a new one, as"
                            + " far as it may be served stale here.")
                    .orElse("0s");
            var ifError =
                keys.key(
                        "stale-if-error",
                        durationOrZero(),
                        "How long after that it may serve the answer in place of an error, as far"
                            + " as it may be served stale here.")
                    .orElse("0s");
            var browser =
                keys.key(
                        "browser",
                        durationOrZero(),
                        "How long browsers may keep an answer; no invalidation reaches them.")
                    .orElse("0s");
            var invalidate =
                keys.key(
                        "invalidate",
                        words(CdnRule.Invalidate.class),
                        "Which invalidations are passed on to it: those that come from events and"
                            + " people; those by unsafe requests too; or none, so that answers"
                            + " expire.")
                    .orElse("events");
            return values ->
                new CdnRule(
                    values.get(fresh),
                    values.get(whileRevalidate),
                    values.get(ifError),
                    values.get(browser),
                    values.get(invalidate));
          });

  /** Refuses to keep at CloudFront what can't be kept there truthfully. */
  static void requireKeepable(CacheRule cache, KeyRule key, ConsistencyRule consistency) {
    if (cache instanceof CacheRule.Never) {
      throw new IllegalArgumentException(
          "cdn: nothing is stored (expected: left out with cache: never)");
    }
    if (cache instanceof CacheRule.Store store && store.setCookie() == CacheRule.SetCookie.STORE) {
      throw new IllegalArgumentException(
          "cdn: every viewer would get the cookie that an answer sets for one (expected: left out"
              + " with set-cookie: store)");
    }
    if (key instanceof KeyRule.FollowOrigin) {
      throw new IllegalArgumentException(
          "cdn: CloudFront takes no notice of Vary, by which answers may differ (expected: only"
              + " beside a key mapping)");
    }
    if (consistency.promise() == ConsistencyRule.Promise.PRIMARY) {
      throw new IllegalArgumentException(
          "cdn: each answer is read at the primary (expected: left out with consistency: primary)");
    }
  }
}
