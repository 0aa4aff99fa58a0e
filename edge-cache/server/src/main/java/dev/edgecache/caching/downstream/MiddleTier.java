package dev.edgecache.caching.downstream;

import dev.edgecache.caching.Freshness;
import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseDirectives;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a cache in front, such as CloudFront, is told: how long an answer is still fresh here, never
 * that a stale one may be kept, and next to nothing while its invalidation is on the way there.
 *
 * <p>CloudFront is not known to count down by Age, nor to obey targeted fields (RFC 9213): both are
 * left out, and {@code s-maxage} is what remains of the lifetime.
 */
public final class MiddleTier implements Downstream {

  /** How long an answer is kept at most whose invalidation is on its way. */
  static final Duration CLAMP = Duration.ofSeconds(1);

  private static final String NO_STORE = "no-store";
  private static final Fields OWN = Fields.of(FieldNames.CACHE_CONTROL, NO_STORE);

  /** Without the directive CloudFront serves what is expired in place of any error. */
  private static final String NOT_FOR_ERRORS = "stale-if-error=0";

  /** Fields that are for this cache alone, unless a policy names others. */
  private static final List<String> TARGETED =
      List.of(FieldNames.CDN_CACHE_CONTROL, "CloudFront-Cache-Control", "Surrogate-Control");

  /** The directives of the origin that are for shared caches: this one has taken them. */
  private static final Set<String> TAKEN =
      Set.of("s-maxage", "max-age", "stale-while-revalidate", "stale-if-error", "proxy-revalidate");

  private final TagLine tagLine;
  private final Predicate<Set<String>> isUnderWay;

  /**
   * What to tell.
   *
   * @param tagLine how tags are told
   * @param isUnderWay whether an invalidation of an answer with one of these tags is on its way to
   *     the cache in front
   */
  public MiddleTier(TagLine tagLine, Predicate<Set<String>> isUnderWay) {
    this.tagLine = tagLine;
    this.isUnderWay = isUnderWay;
  }

  @Override
  public Told stored(Supplier<Kept> known, Fields answer) {
    Kept kept = known.get();
    Fields.Builder told = consumed(kept.rule(), answer);
    if (kept.cdn().isEmpty()) {
      return new Told(unshared(told, answer), Age.TOLD);
    }
    Freshness freshness = kept.freshness();
    if (!freshness.isFresh()) {
      // RFC 9111 §4.2.4 permits to send it, but whoever kept it would take it for fresh.
      return new Told(
          told.set(FieldNames.CACHE_CONTROL, NO_STORE + ", " + NOT_FOR_ERRORS).build(), Age.TOLD);
    }
    Optional<String> tags = tagLine.of(kept.tags());
    tags.filter(line -> !line.isEmpty()).ifPresent(line -> told.set(tagLine.field(), line));
    CdnRule rule = kept.cdn().get();
    boolean isClamped = tags.isEmpty() || isUnderWay.test(kept.tags());
    told.set(
        FieldNames.CACHE_CONTROL, control(isClamped ? clamped(rule) : rule, freshness, answer));
    return new Told(told.remove(FieldNames.EXPIRES).remove(FieldNames.AGE).build(), Age.LEFT_OUT);
  }

  /** The rule while an invalidation is on its way: kept for a moment, and never used after it. */
  private static CdnRule clamped(CdnRule rule) {
    return new CdnRule(
        least(rule.fresh(), CLAMP),
        Duration.ZERO,
        Duration.ZERO,
        rule.browser(),
        rule.invalidate());
  }

  private static String control(CdnRule cdn, Freshness freshness, Fields answer) {
    Lifetime lifetime = freshness.lifetime();
    boolean alwaysValidated = lifetime.validation() == Lifetime.Validation.AT_EVERY_USE;
    Duration shared = alwaysValidated ? Duration.ZERO : least(cdn.fresh(), freshness.remaining());
    List<String> directives = others(answer);
    directives.add("max-age=" + least(cdn.browser(), shared).toSeconds());
    directives.add("s-maxage=" + shared.toSeconds());
    Duration whileRevalidate = least(cdn.whileRevalidate(), lifetime.staleWhileRevalidate());
    if (whileRevalidate.toSeconds() > 0) {
      directives.add("stale-while-revalidate=" + whileRevalidate.toSeconds());
    }
    Duration ifError = least(cdn.ifError(), lifetime.staleIfError());
    directives.add("stale-if-error=" + ifError.toSeconds());
    return String.join(", ", directives);
  }

  private static Duration least(Duration one, Duration other) {
    return other.compareTo(one) < 0 ? other : one;
  }

  @Override
  public Fields passed(CacheRule rule, Fields answer) {
    return unshared(consumed(rule, answer), answer);
  }

  @Override
  public Fields own() {
    return OWN;
  }

  /** The fields without those that were for this cache. */
  private Fields.Builder consumed(CacheRule rule, Fields answer) {
    Set<String> targeted = new HashSet<>(TARGETED);
    if (rule instanceof CacheRule.Store store) {
      targeted.addAll(store.targeted());
    }
    targeted.add(tagLine.field());
    return answer.without(targeted).toBuilder();
  }

  /** An answer that is for its client, which may keep it as the origin says. */
  private static Fields unshared(Fields.Builder told, Fields answer) {
    ResponseDirectives said = ResponseDirectives.parse(answer);
    List<String> directives = others(answer);
    directives.removeIf(directive -> directive.equalsIgnoreCase("public"));
    if (!said.noStore() && !said.isPrivate()) {
      directives.addFirst("private");
    }
    said.maxAge().ifPresent(age -> directives.add("max-age=" + age.toSeconds()));
    directives.add(NOT_FOR_ERRORS);
    return told.set(FieldNames.CACHE_CONTROL, String.join(", ", directives)).build();
  }

  /** The directives that are not for shared caches alone, as they were sent. */
  private static List<String> others(Fields answer) {
    List<String> others = new ArrayList<>();
    for (String member : FieldList.members(answer, FieldNames.CACHE_CONTROL)) {
      int equals = member.indexOf('=');
      String name = (equals < 0 ? member : member.substring(0, equals)).strip();
      if (!TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
        others.add(member);
      }
    }
    return others;
  }
}
