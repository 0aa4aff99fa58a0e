package dev.edgecache.refresh;

import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.Wanted;
import dev.edgecache.refresh.RefreshObserver.Outcome;
import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.LiveSnapshot;
import dev.edgecache.store.ResponseStore;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The answers that are to be refreshed: those among the popular ones that an invalidation has
 * reached since the last look, the most popular first. No index by tag is kept for it: floors tell.
 *
 * <p>Everything runs on one thread, that of the executor.
 */
final class Refresher {

  /** How long a wish is kept; who wants the answer by then has asked. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long nothing begins after a failure, and how long a replica is left alone that lags. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final RefreshSettings settings;
  private final Room room;
  private final Questions questions;
  private final ResponseStore store;
  private final Floors floors;
  private final OriginChoice choice;
  private final FetchCollapser collapser;
  private final LongSupplier nanos;
  private final RefreshObserver observer;
  private final Executor thread;
  private final LinkedHashMap<Wish.Target, Wish> wishes = new LinkedHashMap<>();
  private long looked;
  private long notBefore;
  private int begun;
  private volatile int waiting;
  private volatile int underway;

  /**
   * Refreshes from now on, whenever {@link #look} is called.
   *
   * @param thread the one that calls it
   */
  Refresher(
      RefreshSettings settings,
      Room room,
      LiveSnapshot live,
      Collaborators with,
      RefreshObserver observer,
      Executor thread) {
    this.settings = settings;
    this.room = room;
    this.questions = new Questions(live, with);
    this.store = with.store();
    this.floors = with.floors();
    this.choice = with.choice();
    this.collapser = with.collapser();
    this.nanos = with.time().nanos();
    this.observer = observer;
    this.thread = thread;
    this.looked = floors.sequence();
    this.notBefore = nanos.getAsLong();
  }

  /**
   * Looks for what was invalidated since the last time, and begins as much as there is room for.
   */
  void look() {
    long before = looked;
    looked = floors.sequence();
    if (looked != before) {
      store
          .hottest(settings.popular())
          .forEach((key, variants) -> variants.forEach(found -> consider(key, found, before)));
    }
    begin();
  }

  /**
   * Takes up a stored answer that does not meet an invalidation which came after that sequence. One
   * that nobody asked for since it was stored is not popular, but was refreshed before.
   */
  private void consider(CacheKey key, Lookup.Found found, long before) {
    StoredResponse stored = found.response();
    Floor floor = floors.floorOf(stored.terms().tags());
    if (!found.standing().isUsed()
        || floor.whole().latest() <= before
        || floor.isMetBy(stored.provenance())) {
      return;
    }
    Wish.Target target = new Wish.Target(key, stored.variant());
    if (wishes.containsKey(target)) {
      return;
    }
    if (wishes.size() >= settings.popular()) {
      observer.refreshed(Outcome.DROPPED);
      return;
    }
    questions
        .headOf(key, stored)
        .ifPresentOrElse(
            head -> {
              long now = nanos.getAsLong();
              wishes.put(target, new Wish(target, head, stored.terms().tags(), now, now));
            },
            () -> observer.refreshed(Outcome.IMPOSSIBLE));
  }

  /** Begins what there is room for. */
  private void begin() {
    long now = nanos.getAsLong();
    Iterator<Wish> oldestFirst = wishes.values().iterator();
    while (oldestFirst.hasNext()) {
      Wish wish = oldestFirst.next();
      if (now - wish.since() > PATIENCE.toNanos()) {
        oldestFirst.remove();
        observer.refreshed(Outcome.EXPIRED);
      } else if (now - notBefore < 0 || !room.isThere(begun)) {
        break;
      } else if (now - wish.notBefore() >= 0 && begins(wish)) {
        oldestFirst.remove();
      }
    }
    waiting = wishes.size();
    underway = begun;
  }

  /** Begins one, and tells whether it no longer waits. */
  private boolean begins(Wish wish) {
    Optional<FetchRequest> request = questions.fetchFor(wish);
    if (request.isEmpty()) {
      observer.refreshed(Outcome.UNNEEDED);
      return true;
    }
    if (!choice.isForLocalNow(wanted(request.get()))) {
      return false;
    }
    Refresh refresh = new Refresh(this, wish, request.get().rule().maxSize(), thread);
    return switch (collapser.refresh(request.get(), refresh)) {
      case LEADER -> {
        begun++;
        yield true;
      }
      // One that runs may have begun before the invalidation.
      case FOLLOWER, SPARED, TURNED_AWAY -> false;
    };
  }

  private static Wanted wanted(FetchRequest request) {
    return new Wanted(
        request.forwarded(), request.match().route(), request.lot(), request.requirement());
  }

  /** One has ended. */
  void ended(Outcome outcome) {
    begun--;
    observer.refreshed(outcome);
    begin();
  }

  /** One brought an answer of a replica that lags. */
  void behind(Wish wish) {
    wishes.putIfAbsent(wish.of(), wish.notBefore(nanos.getAsLong() + PAUSE.toNanos()));
    ended(Outcome.BEHIND);
  }

  /** One brought no answer. */
  void failed(OriginFailure failure) {
    if (failure.kind().blamesOrigin()) {
      pause();
    }
    ended(Outcome.FAILED);
  }

  /** The origin is in trouble. */
  void pause() {
    notBefore = nanos.getAsLong() + PAUSE.toNanos();
  }

  /** How many wait. */
  int waiting() {
    return waiting;
  }

  /** How many are under way. */
  int underway() {
    return underway;
  }
}
