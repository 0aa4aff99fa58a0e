package dev.edgecache.serve.decide;

import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.store.LearnedKeys;
import dev.edgecache.store.ResponseStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The decisions on requests whose answers may be stored: looked up, and compared with floors. */
public final class Deciding {

  private final ResponseStore store;
  private final Floors floors;
  private final LearnedKeys keys;

  /** Decisions by what the store holds under those keys, and by those floors. */
  public Deciding(ResponseStore store, Floors floors, LearnedKeys keys) {
    this.store = store;
    this.floors = floors;
    this.keys = keys;
  }

  /**
   * A request on a route that stores.
   *
   * @param head its head, of a GET or HEAD request
   * @param began when it came
   * @param sequence the sequence of the log of invalidations then
   * @param demands what its client demands
   */
  public record Asked(
      Match match,
      CacheRule.Store rule,
      RequestHead head,
      Instant began,
      long sequence,
      Demands demands) {

    /** The request whose answer is stored: HEAD is answered from it (RFC 9111 §4). */
    RequestHead get() {
      return head.method().equals("GET") ? head : head.withMethod("GET");
    }

    /** What it asks of caches, as far as that counts. */
    public RequestDirectives directives() {
      return rule.directivesOf(head.fields());
    }
  }

  /**
   * A decision.
   *
   * @param key the key under which the answer is stored, as far as it is known before
   * @param candidates the stored responses that the origin may be asked about
   */
  public record Decided(
      Asked asked, CacheKey key, Decision decision, List<StoredResponse> candidates) {

    /**
     * The fetch that was decided on.
     *
     * @param forwarded the head as the origin may see it
     * @param lot what decides which origin its session reads from
     */
    public FetchRequest fetch(RequestHead forwarded, Lot lot) {
      FetchRequest whole =
          new FetchRequest(
              asked.match(),
              asked.rule(),
              key,
              asked.get(),
              forwarded,
              candidates,
              Optional.empty(),
              asked.demands().requirement(key.toString()),
              asked.demands().admission(key),
              lot,
              asked.sequence());
      return decision instanceof Decision.Complete(_, var missing)
          ? whole.completing(missing)
          : whole;
    }
  }

  /** Decides to fetch, whatever is stored. */
  public Decided unconditionally(Asked asked) {
    return new Decided(
        asked,
        keys.of(asked.match(), asked.get()),
        new Decision.Fetch(Decision.Reason.REQUEST, List.of()),
        List.of());
  }

  /** Decides by what is stored and invalidated now. */
  public Decided decide(Asked asked) {
    return floors.undisturbed(() -> decideOnce(asked));
  }

  private Decided decideOnce(Asked asked) {
    RequestHead get = asked.get();
    CacheKey key = keys.of(asked.match(), get);
    Lookup stored = store.lookup(key, get.fields());
    if (stored instanceof Lookup.Found found) {
      found.standing().asked();
    }
    Lookup lookup = stored.under(asked.match(), get);
    Decision decision =
        Decision.decide(
            lookup.holding(asked.head(), asked.began()),
            asked.directives(),
            floorOf(asked, key, lookup).merge(retired(stored, lookup)),
            asked.rule().stale().waitForFresh(),
            asked.began());
    return new Decided(asked, key, decision, candidates(decision));
  }

  /** What invalidations demand of what was found, or what nothing meets if its client may not. */
  private Floor floorOf(Asked asked, CacheKey key, Lookup lookup) {
    return switch (lookup) {
      case Lookup.Found(var response, _) when !asked.demands().admission(key).admits(response) ->
          Floor.UNREACHABLE;
      case Lookup.Found found -> floors.floorOf(found);
      case Lookup other -> Floor.NONE;
    };
  }

  /** What floors demanded that may be gone, of an answer that has tags which it had not then. */
  private Floor retired(Lookup stored, Lookup today) {
    return today instanceof Lookup.Found found && !found.hasNoTagBeyond(stored)
        ? floors.floorOfFetched(Set.of(), found.response().provenance())
        : Floor.NONE;
  }

  private List<StoredResponse> candidates(Decision decision) {
    return switch (decision) {
      case Decision.Serve _, Decision.Refuse _ -> List.of();
      case Decision.ServeWhileRevalidating(var response, _, _) -> List.of(response);
      case Decision.Revalidate(var response, _) -> List.of(response);
      case Decision.Complete(var part, _) -> List.of(part);
      case Decision.Fetch(_, var variants) -> variants.stream().filter(floors::areMetBy).toList();
    };
  }
}
