package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.distinct;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.ConsistencyRule.Otherwise;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.ConsistencyRule.Refill;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.Keys;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Values;
import java.util.List;
import java.util.function.Function;

/** The keys of a route that say how far its answers may lag behind the primary. */
final class ConsistencyKeys {

  private ConsistencyKeys() {}

  private static final ObjectType<Refill> REFILL =
      ObjectType.of(
          "refill",
          "How a request gets an answer while replicas lag behind what is demanded of it.",
          keys -> {
            var wait =
                keys.key(
                        "wait",
                        durationOrZero(),
                        "How long it waits for replicas before it goes to the primary.")
                    .orElse("150ms");
            var otherwise =
                keys.key(
                        "otherwise",
                        words(Otherwise.class),
                        "What it gets where the primary has no room for it: a stored answer,"
                            + " declared stale, if it is only softly invalidated; or status 503"
                            + " in any case.")
                    .orElse("stale");
            return values -> new Refill(values.get(wait), values.get(otherwise));
          });

  static Function<Values, ConsistencyRule> declaredIn(Keys keys) {
    Key<Promise> promise =
        keys.key(
                "consistency",
                words(Promise.class),
                "How far answers may lag: as a replica does; so that a session sees its own writes"
                    + " and never goes back; or not at all, read at the primary.")
            .orElse("replica");
    Key<List<String>> writes =
        keys.key(
                "writes",
                distinct(text()),
                "The tags that unsafe requests write, with parameters as in `tags`; without them a"
                    + " write may touch anything.")
            .example("[\"product:{id}\"]")
            .orElse("[]");
    Key<Refill> refill =
        keys.key(
                "refill",
                REFILL,
                "How a request gets an answer while replicas lag behind what is demanded of it.")
            .orElse("{}");
    return values ->
        new ConsistencyRule(values.get(promise), values.get(writes), values.get(refill));
  }
}
