package dev.edgecache.caching;

import dev.edgecache.body.HeapBody;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PathTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stored responses for tests: fetched at {@link #THEN}, fresh for a minute unless said otherwise.
 */
public record Stored(
    Lifetime lifetime,
    Fields fields,
    Variant variant,
    long sequence,
    String body,
    Set<String> tags) {

  /** The instant of the fetch. */
  public static final Instant THEN = Instant.parse("2026-11-27T08:00:00Z");

  /** A rule that adds nothing to what the origin says. */
  public static final CacheRule.Store RULE =
      new CacheRule.Store(
          new LifetimeRule(
              Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), 0),
          new CacheRule.StaleRule(
              Optional.empty(),
              Optional.empty(),
              Duration.ZERO,
              CacheRule.SharedLifetime.FORBIDS_STALE),
          Set.of(),
          1_000_000,
          List.of(),
          CacheRule.SetCookie.DO_NOT_STORE,
          CacheRule.Credentials.AS_ORIGIN_SAYS,
          CacheRule.ClientDirectives.OBEY,
          Optional.empty(),
          CacheRule.QueryVariance.IGNORE);

  private static final Route ROUTE =
      new Route(
          "test",
          "all",
          PathTemplate.parse("/**"),
          Set.of(),
          RULE,
          new KeyRule.FollowOrigin(),
          new ForwardRule(Set.of(), Set.of(), Set.of()),
          Optional.empty(),
          TagRule.NONE,
          ConsistencyRule.REPLICA,
          Set.of(),
          Set.of(),
          Route.OriginRule.DEFAULT,
          Optional.empty());

  /** A response of a few bytes that is fresh for a minute and has no stale windows. */
  public static Stored response() {
    return new Stored(
        lifetime(Duration.ofMinutes(1)), Fields.EMPTY, Variant.ONLY, 0, "stored content", Set.of());
  }

  /** A lifetime without stale windows. */
  public static Lifetime lifetime(Duration fresh) {
    return new Lifetime(
        fresh,
        Lifetime.Source.MAX_AGE,
        Duration.ZERO,
        Duration.ZERO,
        Lifetime.Validation.WHEN_STALE,
        Lifetime.Content.CHANGEABLE);
  }

  public Stored staleWhileRevalidate(Duration window) {
    return with(
        new Lifetime(
            lifetime.fresh(),
            lifetime.source(),
            window,
            lifetime.staleIfError(),
            lifetime.validation(),
            lifetime.content()));
  }

  public Stored staleIfError(Duration window) {
    return with(
        new Lifetime(
            lifetime.fresh(),
            lifetime.source(),
            lifetime.staleWhileRevalidate(),
            window,
            lifetime.validation(),
            lifetime.content()));
  }

  public Stored validation(Lifetime.Validation validation) {
    return with(
        new Lifetime(
            lifetime.fresh(),
            lifetime.source(),
            lifetime.staleWhileRevalidate(),
            lifetime.staleIfError(),
            validation,
            lifetime.content()));
  }

  public Stored immutable() {
    return with(
        new Lifetime(
            lifetime.fresh(),
            lifetime.source(),
            lifetime.staleWhileRevalidate(),
            lifetime.staleIfError(),
            lifetime.validation(),
            Lifetime.Content.IMMUTABLE));
  }

  private Stored with(Lifetime other) {
    return new Stored(other, fields, variant, sequence, body, tags);
  }

  public Stored fields(String... namesAndValues) {
    return new Stored(lifetime, Fields.of(namesAndValues), variant, sequence, body, tags);
  }

  public Stored variant(Variant other) {
    return new Stored(lifetime, fields, other, sequence, body, tags);
  }

  public Stored sequence(long other) {
    return new Stored(lifetime, fields, variant, other, body, tags);
  }

  public Stored body(String other) {
    return new Stored(lifetime, fields, variant, sequence, other, tags);
  }

  public Stored tags(Set<String> others) {
    return new Stored(lifetime, fields, variant, sequence, body, others);
  }

  /** The stored response. */
  public StoredResponse get() {
    return new StoredResponse(
        new ResponseHead(200, fields),
        variant,
        new FetchTimes(THEN, THEN, Duration.ZERO),
        new Terms(ROUTE, lifetime, tags, Optional.empty()),
        Provenance.ofPrimary(sequence),
        new HeapBody(body.getBytes(StandardCharsets.UTF_8), Fields.EMPTY));
  }
}
