package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.distinct;
import static dev.edgecache.policy.files.HttpWords.fieldName;
import static dev.edgecache.policy.files.HttpWords.method;
import static dev.edgecache.policy.files.HttpWords.name;
import static dev.edgecache.policy.files.HttpWords.protocol;
import static dev.edgecache.policy.files.HttpWords.set;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.http.FieldNames;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.Route.OriginRule;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PathTemplate;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.keys.Values;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The keys of a policy file. */
final class PolicyKeys {

  /** The fields without which an answer would mean something else, in lower case. */
  private static final Set<String> INDISPENSABLE =
      Set.of(
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "transfer-encoding",
          "vary");

  private PolicyKeys() {}

  /** A route that does not know yet which policy it belongs to. */
  private interface Unplaced {
    Route in(String policy);
  }

  private static final ObjectType<Unplaced> ROUTE =
      ObjectType.of(
          "route",
          "One kind of request and what the cache does with it. The most specific match wins,"
              + " whatever the order.",
          keys -> {
            Key<String> name =
                keys.key("name", name(), "Its name in logs and metrics, unique in the file.")
                    .example("product")
                    .required();
            Key<PathTemplate> path =
                keys.key(
                        "path",
                        text("path", "a path such as /v1/products/{id}", "/[^\\s?#]*")
                            .as(PathTemplate::parse),
                        "The paths it matches: `{name}` and `*` stand for one segment, `**` at the"
                            + " end for all that follows.")
                    .example("/v1/products/{id}")
                    .required();
            Key<Set<String>> methods =
                keys.key(
                        "methods",
                        set(method()),
                        "The methods it matches, GET with HEAD; none for all methods.")
                    .example("[GET]")
                    .orElse("[]");
            Key<CacheRule> cache =
                keys.key("cache", CacheKeys.CACHE, "Whether and how long answers are stored.")
                    .required();
            Key<Optional<KeyRule>> key =
                keys.key(
                        "key",
                        RequestKeys.KEY,
                        "What tells two requests apart; without it, as for `follow-origin`, the"
                            + " whole query and the fields that the origin's Vary names.")
                    .optional();
            Key<Optional<ForwardRule>> forward =
                keys.key(
                        "forward",
                        RequestKeys.FORWARD,
                        "What the origin sees beyond the key; without a `key` mapping it sees the"
                            + " whole request.")
                    .optional();
            Key<Optional<CorsRule>> cors =
                keys.key(
                        "cors",
                        CorsKeys.CORS,
                        "How cross-origin requests are answered; without it the origin answers"
                            + " them.")
                    .optional();
            Key<List<String>> tags =
                keys.key(
                        "tags",
                        distinct(text()),
                        "Names under which answers can be invalidated; `{parameter}` stands for a"
                            + " part of the path.")
                    .example("[\"product:{id}\", catalog]")
                    .orElse("[]");
            Key<List<String>> tagsFrom =
                keys.key(
                        "tags-from",
                        distinct(fieldName()),
                        "Fields of the origin's answer that carry more tags.")
                    .example("[Surrogate-Key]")
                    .orElse("[]");
            Function<Values, ConsistencyRule> consistency = ConsistencyKeys.declaredIn(keys);
            Key<Set<String>> upgrades =
                keys.key(
                        "upgrades",
                        set(protocol()),
                        "The protocols to which a connection may switch; without them none.")
                    .example("[websocket]")
                    .orElse("[]");
            Key<Set<String>> strip =
                keys.key(
                        "strip",
                        set(fieldName()),
                        "Fields of the origin's answers that are meant for this cache and end"
                            + " here, such as targeted directives and tags.")
                    .example("[CDN-Cache-Control, Surrogate-Key]")
                    .orElse("[]");
            Key<OriginRule.Preference> preference =
                keys.key(
                        "origin",
                        words(OriginRule.Preference.class),
                        "Which origin is asked first: `by-method` means the local one for safe"
                            + " methods, the primary for all others and where every answer is read"
                            + " there.")
                    .orElse("by-method");
            Key<OriginRule.Residency> residency =
                keys.key(
                        "residency",
                        words(OriginRule.Residency.class),
                        "Where requests may go: `stay` means to the local origin alone, writes"
                            + " included, even when it does not answer.")
                    .orElse("anywhere");
            Key<Optional<Duration>> hedge =
                keys.key(
                        "hedge-after",
                        duration(),
                        "After which time without an answer a safe request is sent a second time,"
                            + " to the other origin or over another connection; the first answer"
                            + " counts.")
                    .example("200ms")
                    .optional();
            Key<Optional<CdnRule>> cdn =
                keys.key(
                        "cdn",
                        CdnKeys.CDN,
                        "How CloudFront keeps answers; without it, it keeps none, and they cost"
                            + " no invalidation there.")
                    .example("{ fresh: 10s }")
                    .optional();
            return values -> {
              CacheRule rule = values.get(cache);
              KeyRule keyRule = values.get(key).orElse(new KeyRule.FollowOrigin());
              requireKey(rule, keyRule, values.get(forward));
              requireOneCoding(rule, keyRule, values.get(forward).orElse(ForwardRule.NOTHING));
              requireReadable(values.get(strip));
              values
                  .get(cdn)
                  .ifPresent(
                      _ -> CdnKeys.requireKeepable(rule, keyRule, consistency.apply(values)));
              OriginRule origin =
                  origin(
                      new OriginRule(
                          values.get(preference), values.get(residency), values.get(hedge)),
                      consistency.apply(values));
              return policy ->
                  new Route(
                      policy,
                      values.get(name),
                      values.get(path),
                      values.get(methods),
                      rule,
                      keyRule,
                      values.get(forward).orElse(ForwardRule.NOTHING),
                      values.get(cors),
                      new TagRule(values.get(tags), values.get(tagsFrom)),
                      consistency.apply(values),
                      values.get(upgrades),
                      values.get(strip),
                      origin,
                      values.get(cdn));
            };
          });

  /**
   * What is read at the primary is asked of the origin there, and not in place of the local one.
   */
  private static OriginRule origin(OriginRule said, ConsistencyRule consistency) {
    if (consistency.promise() != ConsistencyRule.Promise.PRIMARY) {
      return said;
    }
    if (said.residency() == OriginRule.Residency.STAY) {
      throw new IllegalArgumentException(
          "consistency: primary (expected: replica or session beside residency: stay)");
    }
    if (said.preference() == OriginRule.Preference.LOCAL) {
      throw new IllegalArgumentException(
          "consistency: primary (expected: replica or session beside origin: local)");
    }
    return new OriginRule(OriginRule.Preference.PRIMARY, said.residency(), said.hedgeAfter());
  }

  /** Refuses a key and a forward rule that could not mean anything. */
  private static void requireKey(CacheRule cache, KeyRule key, Optional<ForwardRule> forward) {
    if (cache instanceof CacheRule.Never && key instanceof KeyRule.Named) {
      throw new IllegalArgumentException(
          "key: nothing is stored under it (expected: left out with cache: never)");
    }
    if (cache instanceof CacheRule.Store store
        && store.queryVariance() == CacheRule.QueryVariance.OBEY
        && key instanceof KeyRule.Named named
        && named.query() instanceof KeyRule.QueryRule.Only) {
      throw new IllegalArgumentException(
          "key: it lists the query itself (expected: follow-origin or query: all beside"
              + " no-vary-search: obey)");
    }
    if (forward.isPresent() && key instanceof KeyRule.FollowOrigin) {
      throw new IllegalArgumentException(
          "forward: the origin sees everything (expected: only beside a key mapping)");
    }
  }

  /** Refuses to tell requests apart by the codings of which one stored answer has all. */
  private static void requireOneCoding(CacheRule cache, KeyRule key, ForwardRule forward) {
    Set<String> named = new HashSet<>(forward.headers());
    if (key instanceof KeyRule.Named rule) {
      named.addAll(rule.headers().keySet());
    }
    if (cache.compression().isPresent()
        && named.stream().anyMatch(FieldNames.ACCEPT_ENCODING::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          "Accept-Encoding: in key or forward beside compress, which asks the origin for no coding"
              + " (expected: one of the two)");
    }
  }

  /** Refuses to strip what says how to read an answer. */
  private static void requireReadable(Set<String> strip) {
    for (String field : strip) {
      if (INDISPENSABLE.contains(field.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "strip: " + field + " (expected: no field that says how to read the answer)");
      }
    }
  }

  static final ObjectType<Policy> POLICY =
      ObjectType.of(
          "policy",
          "The routes of one API on its hosts, and what invalidates their answers.",
          keys -> {
            var name =
                keys.key("policy", name(), "Its name, unique among all files of the set.")
                    .example("catalog")
                    .required();
            var hosts =
                keys.key(
                        "hosts",
                        listOf(host()),
                        "The hosts it holds for, `*.` for all below a name; none for any host.")
                    .example("[api.shop.example]")
                    .orElse("[]");
            var routes = keys.key("routes", nonEmptyListOf(ROUTE), "Its routes.").required();
            var events =
                keys.key(
                        "events",
                        EventKeys.EVENTS,
                        "What events invalidate, by their type; where several files name a type,"
                            + " what any of them says.")
                    .example("{ product.updated: { purge: [\"product:{productId}\"] } }")
                    .orElse("{}");
            var tables =
                keys.key(
                        "tables",
                        EventKeys.TABLES,
                        "What changes of rows in the database invalidate, by schema and table, for"
                            + " a source that reads the write-ahead log.")
                    .example("{ public.product: { purge: [\"product:{id}\"] } }")
                    .orElse("{}");
            return values ->
                new Policy(
                    values.get(name),
                    values.get(hosts),
                    values.get(routes).stream().map(route -> route.in(values.get(name))).toList(),
                    values.get(events),
                    values.get(tables));
          });

  private static Type<String> host() {
    return text("host", "a host such as api.shop.example", "[^\\s/]+")
        .as(
            text -> {
              HostPattern.parse(text);
              return text;
            });
  }
}
