package dev.edgecache.refresh;

import dev.edgecache.caching.Decision;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.http.RequestHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.Route.OriginRule.Preference;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.LiveSnapshot;
import dev.edgecache.serve.ProxyFields;
import dev.edgecache.serve.decide.Deciding;
import dev.edgecache.serve.decide.Demands;
import java.time.InstantSource;
import java.util.Optional;

/** The requests by which stored answers are fetched again without a client. */
final class Questions {

  private final LiveSnapshot live;
  private final Floors floors;
  private final Deciding deciding;
  private final ProxyFields fields;
  private final InstantSource clock;

  Questions(LiveSnapshot live, Collaborators with) {
    this.live = live;
    this.floors = with.floors();
    this.deciding = new Deciding(with.store(), floors, with.collapser().keys());
    this.fields = new ProxyFields(with.settings());
    this.clock = with.time().clock();
  }

  /**
   * The request that a stored answer is the answer to; empty if it can't be made again, or if the
   * primary answers it.
   */
  Optional<RequestHead> headOf(CacheKey key, StoredResponse stored) {
    Route route = stored.terms().route();
    return route.consistency().promise() == Promise.PRIMARY
            || route.origin().preference() == Preference.PRIMARY
        ? Optional.empty()
        : KeyRules.request(live.current().policies(), key, stored.variant());
  }

  /** The fetch by which a wish is met; empty if there is no need any more. */
  Optional<FetchRequest> fetchFor(Wish wish) {
    Match match = live.current().policies().match(wish.head());
    return match
        .store()
        .map(rule -> decided(match, rule, wish.head()))
        .filter(decided -> decided.key().equals(wish.of().key()))
        .filter(decided -> isNeeded(decided.decision()))
        .map(
            decided ->
                decided
                    .fetch(
                        fields.onNobodys(Forwarding.forwarded(match, wish.head()), match),
                        Lot.FIRST)
                    .requiring(floors.floorOf(wish.tags()), Requirement.Reader.ANY));
  }

  private Deciding.Decided decided(Match match, CacheRule.Store rule, RequestHead head) {
    return deciding.decide(
        new Deciding.Asked(match, rule, head, clock.instant(), floors.sequence(), Demands.NONE));
  }

  /** Whether nothing is stored that a client would get as it is. */
  private static boolean isNeeded(Decision decision) {
    return switch (decision) {
      // A sweep may have removed what was invalidated.
      case Decision.Fetch _, Decision.ServeWhileRevalidating _, Decision.Revalidate _ -> true;
      case Decision.Serve _, Decision.Complete _, Decision.Refuse _ -> false;
    };
  }
}
