package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.ResponseDirectives;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CacheRule.SharedLifetime;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Lifetime.Source;
import dev.edgecache.policy.Lifetime.Validation;
import dev.edgecache.policy.LifetimeRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long an answer is fresh and may be stale, by the origin's word and the route's rule. */
final class FreshnessRules {

  /** The greatest lifetime that is ever guessed. */
  static final Duration GREATEST_HEURISTIC = Duration.ofDays(1);

  private final CacheRule.Store rule;
  private final ResponseHead response;
  private final OriginDirectives said;
  private final Instant responseTime;

  FreshnessRules(
      CacheRule.Store rule, ResponseHead response, OriginDirectives said, Instant responseTime) {
    this.rule = rule;
    this.response = response;
    this.said = said;
    this.responseTime = responseTime;
  }

  /** A freshness lifetime and what named it. */
  private record Freshness(Duration fresh, Source source) {}

  /** The lifetime; its source is {@link Source#NONE} if nothing names one. */
  Lifetime lifetime() {
    Freshness freshness = freshness();
    Duration whileRevalidate =
        window(said.directives().staleWhileRevalidate(), rule.stale().whileRevalidate());
    Duration ifError = window(said.directives().staleIfError(), rule.stale().ifError());
    if (response.status() >= 500) {
      // An error that replaces an error helps nobody.
      whileRevalidate = Duration.ZERO;
      ifError = Duration.ZERO;
    }
    return new Lifetime(
        freshness.fresh(),
        freshness.source(),
        whileRevalidate,
        ifError,
        validation(whileRevalidate.plus(ifError)),
        said.directives().immutable() ? Lifetime.Content.IMMUTABLE : Lifetime.Content.CHANGEABLE);
  }

  private Freshness freshness() {
    LifetimeRule lifetime = rule.lifetime();
    boolean error = response.status() >= 400;
    if (!error && lifetime.override().isPresent()) {
      return new Freshness(lifetime.override().get(), Source.POLICY_OVERRIDE);
    }
    Optional<Freshness> explicit = explicit();
    if (explicit.isPresent()) {
      return clamped(explicit.get());
    }
    if (error && lifetime.negative().containsKey(response.status())) {
      return new Freshness(
          lifetime.negative().getOrDefault(response.status(), Duration.ZERO),
          Source.POLICY_NEGATIVE);
    }
    boolean assumable =
        Statuses.isHeuristicallyCacheable(response.status())
            || rule.statuses().contains(response.status());
    if (!error && lifetime.silent().isPresent() && assumable) {
      return new Freshness(lifetime.silent().get(), Source.POLICY_SILENT);
    }
    // RFC 9111 §4.2.2: also where the answer is explicitly marked as cacheable.
    boolean guessable = assumable || said.directives().isPublic();
    return guessable ? heuristic() : new Freshness(Duration.ZERO, Source.NONE);
  }

  /** RFC 9111 §4.2.1, with RFC 9213 §2.2. */
  private Optional<Freshness> explicit() {
    ResponseDirectives directives = said.directives();
    boolean targeted = said.source() == OriginDirectives.Source.TARGETED;
    if (directives.sMaxAge().isPresent()) {
      return Optional.of(
          new Freshness(directives.sMaxAge().get(), targeted ? Source.TARGETED : Source.S_MAXAGE));
    }
    if (directives.maxAge().isPresent()) {
      return Optional.of(
          new Freshness(directives.maxAge().get(), targeted ? Source.TARGETED : Source.MAX_AGE));
    }
    if (!targeted && response.fields().contains(FieldNames.EXPIRES)) {
      return Optional.of(new Freshness(untilExpires(), Source.EXPIRES));
    }
    return Optional.empty();
  }

  /** RFC 9111 §5.3: an invalid date, {@code 0} above all, lies in the past. */
  private Duration untilExpires() {
    return HttpDate.of(response.fields(), FieldNames.EXPIRES, responseTime)
        .map(expires -> atLeastZero(Duration.between(date(), expires)))
        .orElse(Duration.ZERO);
  }

  /** RFC 9111 §4.2.2: a tenth of the time since the last modification. */
  private Freshness heuristic() {
    Fields fields = response.fields();
    Duration fresh =
        HttpDate.of(fields, FieldNames.LAST_MODIFIED, responseTime)
            .map(modified -> atLeastZero(Duration.between(modified, date()).dividedBy(10)))
            .orElse(Duration.ZERO);
    if (fresh.isZero()) {
      return new Freshness(Duration.ZERO, Source.NONE);
    }
    return clamped(
        new Freshness(
            fresh.compareTo(GREATEST_HEURISTIC) > 0 ? GREATEST_HEURISTIC : fresh,
            Source.HEURISTIC));
  }

  private Instant date() {
    return HttpDate.of(response.fields(), FieldNames.DATE, responseTime).orElse(responseTime);
  }

  private Freshness clamped(Freshness freshness) {
    Duration fresh = freshness.fresh();
    Optional<Duration> min = rule.lifetime().min();
    Optional<Duration> max = rule.lifetime().max();
    if (min.isPresent() && response.status() < 400 && fresh.compareTo(min.get()) < 0) {
      fresh = min.get();
    }
    if (max.isPresent() && fresh.compareTo(max.get()) > 0) {
      fresh = max.get();
    }
    return new Freshness(fresh, freshness.source());
  }

  private Duration window(Optional<Duration> origins, Optional<Duration> policys) {
    ResponseDirectives directives = said.directives();
    if (directives.noCache() || directives.mustRevalidate() || directives.proxyRevalidate()) {
      return Duration.ZERO;
    }
    boolean granted =
        rule.stale().despiteSharedLifetime() == SharedLifetime.ALLOWS_STALE
            || (said.source() == OriginDirectives.Source.TARGETED && origins.isPresent());
    // RFC 9111 §5.2.2.10: s-maxage means proxy-revalidate, too.
    return directives.sMaxAge().isPresent() && !granted
        ? Duration.ZERO
        : origins.or(() -> policys).orElse(Duration.ZERO);
  }

  private Validation validation(Duration windows) {
    ResponseDirectives directives = said.directives();
    if (directives.noCache()) {
      return Validation.AT_EVERY_USE;
    }
    boolean sharedOnly =
        directives.sMaxAge().isPresent()
            && windows.isZero()
            && rule.stale().despiteSharedLifetime() == SharedLifetime.FORBIDS_STALE;
    return directives.mustRevalidate() || directives.proxyRevalidate() || sharedOnly
        ? Validation.ALWAYS_WHEN_STALE
        : Validation.WHEN_STALE;
  }

  private static Duration atLeastZero(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
