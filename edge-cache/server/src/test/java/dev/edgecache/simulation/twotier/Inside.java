package dev.edgecache.simulation.twotier;

import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.downstream.Downstream;
import dev.edgecache.caching.downstream.MiddleTier;
import dev.edgecache.cdn.CdnTags;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.Fields;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * This cache between CloudFront and the databases: the floors and the downstream rules are the
 * product's own; it asks the primary where what a replica has is below them.
 */
final class Inside {

  private static final Duration FRESH = Duration.ofMinutes(3);

  private final Floors floors;
  private final Rows rows;
  private final MiddleTier tier;
  private final Trust trust;
  private final Consumer<String> fetches;
  private final Map<String, Kept> store = new HashMap<>();

  /** What the answer of a replica is taken for. */
  enum Trust {
    /** For as old as the position up to which the replica has replayed. */
    BY_POSITION,
    /** For as new as one of the primary. */
    BLIND
  }

  /** What it keeps of a page. */
  private record Kept(int version, Provenance provenance, Instant fetched) {}

  /**
   * @param isUnderWay whether CloudFront is yet to be told of an invalidation of some tags
   * @param fetches told of each page that is about to be fetched
   */
  Inside(
      Floors floors,
      Rows rows,
      Predicate<Set<String>> isUnderWay,
      Trust trust,
      Consumer<String> fetches) {
    this.floors = floors;
    this.rows = rows;
    this.trust = trust;
    this.fetches = fetches;
    this.tier =
        new MiddleTier(new CdnTags("Edge-Cache-Tag", Coarsening.NONE, () -> {}), isUnderWay);
  }

  /** What it answers at an instant. */
  Edge.Answered answer(String page, Instant now) {
    Kept kept = store.get(page);
    boolean isUsable =
        kept != null
            && floors.floorOf(Set.of(page)).isMetBy(kept.provenance())
            && kept.fetched().plus(FRESH).isAfter(now);
    Kept used = isUsable && kept != null ? kept : fetched(page, now);
    store.put(page, used);
    Lifetime lifetime =
        new Lifetime(
            FRESH,
            Lifetime.Source.POLICY_OVERRIDE,
            Duration.ZERO,
            Duration.ZERO,
            Lifetime.Validation.WHEN_STALE,
            Lifetime.Content.CHANGEABLE);
    Downstream.Told told =
        tier.stored(
            () ->
                new Downstream.Kept(
                    Optional.of(
                        new CdnRule(
                            FRESH,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            CdnRule.Invalidate.EVENTS)),
                    Stored.RULE,
                    Set.of(page, ImplicitTags.ofRoute("shop/pages")),
                    new Freshness(Duration.between(used.fetched(), now), lifetime)),
            Fields.EMPTY);
    return new Edge.Answered(used.version(), told.fields());
  }

  /** From the replica, unless that is below the floor. */
  private Kept fetched(String page, Instant now) {
    fetches.accept(page);
    long sequence = floors.sequence();
    Rows.Row row = rows.replica(page);
    Provenance proof =
        switch (trust) {
          case BY_POSITION ->
              new Provenance(
                  Provenance.Source.REPLICA,
                  sequence,
                  Optional.of(row.position()),
                  Optional.empty());
          case BLIND -> Provenance.ofPrimary(sequence);
        };
    return floors.floorOf(Set.of(page)).isMetBy(proof)
        ? new Kept(row.version(), proof, now)
        : new Kept(rows.primary(page).version(), Provenance.ofPrimary(sequence), now);
  }
}
