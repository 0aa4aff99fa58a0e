package dev.edgecache.fetch;

import dev.edgecache.body.Body;
import dev.edgecache.caching.FetchTimes;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.caching.Terms;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.fetch.Fetch.Flight;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Storing;
import dev.edgecache.policy.rules.Tags;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.store.LearnedKeys;
import dev.edgecache.store.ResponseStore;
import dev.edgecache.store.ShortMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The fetches under way, by what they fetch. A request joins the one that can meet it, else begins
 * one that others may join.
 */
public final class FetchCollapser {

  /** How a request takes part in a fetch. */
  public enum Part {
    /** It began the fetch. */
    LEADER,
    /** Another request had begun it. */
    FOLLOWER,
    /**
     * It gets a stored answer without a fetch, since the last one failed a short while ago or too
     * many wait for this one.
     */
    SPARED,
    /** It gets none, since too many wait already. */
    TURNED_AWAY
  }

  /**
   * A request's place in a fetch.
   *
   * @param part how it takes part
   * @param whenLeft runs when the request gives its place up
   */
  public record Place(Part part, Runnable whenLeft) {

    /** The place of a request that did not ask yet. */
    public static final Place NONE = without(Part.LEADER);

    /** The place of a request that waits for no fetch. */
    static Place without(Part part) {
      return new Place(part, () -> {});
    }

    /**
     * Gives the place up, since nobody waits for the answer any more. A fetch without a head ends
     * with its last request; one with a head goes on while its answer can be stored.
     */
    public void leave() {
      whenLeft.run();
    }
  }

  /**
   * How long a key whose answer could not be shared is remembered, so that its requests run side by
   * side instead of waiting for one another.
   */
  static final Duration UNSHAREABLE_MEMORY = Duration.ofSeconds(2);

  private static final int MAX_KEYS = 20_000;

  private final ConcurrentMap<Flight, Fetch> flights = new ConcurrentHashMap<>();
  private final ResponseStore store;
  private final Floors floors;
  private final OriginChoice choice;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ShortMemory<CacheKey, Boolean> unshareable;
  private final Storage storage;
  private final Backoff backoff;
  private final Waiters.Room room;

  /** A collapser that keeps what it fetches in the store. */
  public FetchCollapser(
      ResponseStore store, Floors floors, OriginChoice choice, FetchSettings settings) {
    this.store = store;
    this.floors = floors;
    this.storage = new Storage(store, floors);
    this.choice = choice;
    this.clock = settings.time().clock();
    this.random = settings.random();
    this.room = new Waiters.Room(settings.waits());
    LongSupplier nanos = settings.time().nanos();
    this.unshareable = new ShortMemory<>(UNSHAREABLE_MEMORY, MAX_KEYS, nanos);
    this.backoff = new Backoff(nanos);
  }

  /** Lets the request take part in a fetch that others may share. */
  public Place join(FetchRequest request, FetchListener listener) {
    if (backoff.isPausing(request.key())) {
      Optional<StoredResponse> stale = usableInPlaceOfError(request);
      if (stale.isPresent()) {
        listener.outcome(new FetchOutcome.Available(stale.get(), FetchOutcome.How.STALE_IF_ERROR));
        return Place.without(Part.SPARED);
      }
    }
    if (unshareable.of(request.key()).isPresent()) {
      return fetchAlone(request, listener);
    }
    Flight flight = Flight.of(request);
    Fetch own = new Fetch(flight, request, listener, this);
    @Nullable Fetch running = flights.putIfAbsent(flight, own);
    if (running == null) {
      return lead(own, listener);
    }
    Optional<Place> joined = joined(running, request, listener);
    if (joined.isPresent()) {
      return joined.get();
    }
    Flight variant = running.variantOf(request).map(flight::of).orElse(flight);
    Fetch next = new Fetch(variant, request, listener, this);
    @Nullable Fetch sibling = flights.putIfAbsent(variant, next);
    if (sibling != null && !sibling.equals(running)) {
      joined = joined(sibling, request, listener);
      if (joined.isPresent()) {
        return joined.get();
      }
    }
    if (sibling != null) {
      flights.put(variant, next);
    }
    return lead(next, listener);
  }

  /** The place that a request gets in a fetch under way; empty if it must have one of its own. */
  private Optional<Place> joined(Fetch running, FetchRequest request, FetchListener listener) {
    return switch (running.join(request, listener)) {
      case JOINED -> Optional.of(new Place(Part.FOLLOWER, () -> running.leave(listener)));
      case FULL -> Optional.of(Place.without(turnAway(request, listener)));
      case UNFIT -> Optional.empty();
    };
  }

  private Part turnAway(FetchRequest request, FetchListener listener) {
    Optional<StoredResponse> stale = usableInPlaceOfError(request);
    if (stale.isPresent()) {
      listener.outcome(new FetchOutcome.Available(stale.get(), FetchOutcome.How.STALE_IF_ERROR));
      return Part.SPARED;
    }
    listener.outcome(
        new FetchOutcome.Failed(
            new OriginFailure(
                OriginFailure.Kind.OVERLOADED, "too many requests wait for the same answer")));
    return Part.TURNED_AWAY;
  }

  /** Begins a fetch, unless another one ended with its answer since the request looked it up. */
  private Place lead(Fetch own, FetchListener listener) {
    Optional<StoredResponse> meanwhile = storedMeanwhile(own.request());
    if (meanwhile.isPresent()) {
      own.answeredBy(meanwhile.get());
      return Place.without(Part.FOLLOWER);
    }
    own.start();
    return new Place(Part.LEADER, () -> own.leave(listener));
  }

  private Optional<StoredResponse> storedMeanwhile(FetchRequest request) {
    return floors.undisturbed(
        () ->
            store.lookup(request.key(), request.asked().fields())
                        instanceof Lookup.Found(StoredResponse stored, _)
                    && !request.candidates().contains(stored)
                    && isUsableUnasked(stored)
                    && request.admission().admits(stored)
                ? Optional.of(stored)
                : Optional.empty());
  }

  /** Whether a response is an answer as it is, as invalidations leave it. */
  boolean isUsableUnasked(StoredResponse response) {
    return floors
        .leave(response)
        .filter(left -> Freshness.of(left, clock.instant()).isUsableUnasked())
        .isPresent();
  }

  /** Begins a fetch that no other request joins; its answer may still be stored. */
  public Place fetchAlone(FetchRequest request, FetchListener listener) {
    Fetch own = new Fetch(Flight.of(request), request, listener, this);
    own.start();
    return new Place(Part.LEADER, () -> own.leave(listener));
  }

  /** Begins a fetch in the background, unless one runs or the last one failed a short while ago. */
  public void refresh(FetchRequest request) {
    var _ = refresh(request, FetchListener.NOBODY);
  }

  /**
   * Begins a fetch in the background, unless one runs or the last one failed a short while ago.
   *
   * @param listener told what becomes of it, if it begins
   * @return {@link Part#LEADER} if it begins, {@link Part#FOLLOWER} if one runs, else {@link
   *     Part#SPARED}
   */
  public Part refresh(FetchRequest request, FetchListener listener) {
    if (backoff.isPausing(request.key())) {
      return Part.SPARED;
    }
    Flight flight = Flight.of(request);
    Fetch fetch = new Fetch(flight, request, listener, this);
    if (flights.putIfAbsent(flight, fetch) != null) {
      return Part.FOLLOWER;
    }
    fetch.start();
    return Part.LEADER;
  }

  /** The keeping of the answer to a request that is about to pass through. */
  public Keeping keeping(FetchRequest request) {
    return Keeping.of(this, request, Keeping.Kept.CONTENT);
  }

  /** The keeping of what the answer to a HEAD request that passes through says of GET. */
  public Keeping keepingOfHead(FetchRequest request) {
    return Keeping.of(this, request, Keeping.Kept.FIELDS);
  }

  /** The number of fetches that requests may join. */
  public int running() {
    return flights.size();
  }

  /** The number of requests that wait for the head of an answer that they may share. */
  public int waiting() {
    return flights.values().stream().mapToInt(Fetch::waiting).sum();
  }

  /** What an answer with what is known of its tags must have reached to be of use. */
  Requirement requirementOf(FetchRequest request) {
    return request.requirement().and(floors.floorOf(request.knownTags()));
  }

  /**
   * The candidates that an origin may say still hold: one that an invalidation made stale only by a
   * strong validator, which a change is sure to change.
   */
  List<StoredResponse> validated(FetchRequest request) {
    return request.candidates().stream()
        .filter(stored -> floors.areMetBy(stored) || Revalidation.hasStrongTag(stored))
        .toList();
  }

  /**
   * What an answer with these fields must have reached to be of use.
   *
   * @param asked what was known when it was asked for
   */
  Floor demandOn(FetchRequest request, Fields answer, Provenance asked) {
    Set<String> tags = request.knownTags();
    Tags.of(request.match(), answer).ifPresent(tags::addAll);
    return floors.floorOfFetched(tags, asked);
  }

  /** Whether an answer that was on its way reflects every invalidation of its tags. */
  boolean isAtFloor(StoredResponse fetched) {
    Provenance asked = fetched.provenance();
    return floors.floorOfFetched(fetched.terms().tags(), asked).isMetBy(asked);
  }

  /**
   * The stored response that this request may have in place of an error (RFC 5861 §4). One that is
   * stored no longer may be too old for floors that are gone as well.
   */
  Optional<StoredResponse> usableInPlaceOfError(FetchRequest request) {
    return floors.undisturbed(() -> stillUsable(request));
  }

  private Optional<StoredResponse> stillUsable(FetchRequest request) {
    Instant now = clock.instant();
    RequestDirectives asked = request.directives();
    Lookup stored = store.lookup(request.key(), request.asked().fields());
    return stored.under(request.match(), request.asked()) instanceof Lookup.Found today
            && today.hasNoTagBeyond(stored)
        ? Optional.of(today.response())
            .filter(response -> response.answers(request.asked(), now))
            .filter(request.admission()::admits)
            .flatMap(floors::leave)
            .filter(left -> Freshness.of(left, now).permitsIfError(asked))
        : Optional.empty();
  }

  Storability assess(FetchRequest request, ResponseHead head, FetchTimes times) {
    return Storing.assess(request.match(), request.asked(), head, times.answered());
  }

  StoredResponse responseOf(
      FetchRequest request, int status, Storability.Store storable, Fetched fetched, Body body) {
    Lifetime lifetime =
        storable.lifetime().jittered(request.rule().lifetime().jitter(), random.nextDouble());
    Set<String> tags = ImplicitTags.with(storable.tags(), request.match());
    return new StoredResponse(
        new ResponseHead(status, storable.fields()),
        Variant.of(storable.vary(), request.asked().fields()),
        fetched.times(),
        new Terms(request.match().route(), lifetime, tags, storable.compression()),
        fetched.provenance(),
        body);
  }

  /** When a fetch took place, and what its answer proves. */
  record Fetched(FetchTimes times, Provenance provenance) {}

  void ended(Fetch fetch) {
    flights.remove(fetch.flight(), fetch);
  }

  /** The keys of requests, as stored answers have shaped them. */
  public LearnedKeys keys() {
    return storage.keys();
  }

  Storage storage() {
    return storage;
  }

  ResponseStore store() {
    return store;
  }

  Floors floors() {
    return floors;
  }

  OriginChoice choice() {
    return choice;
  }

  InstantSource clock() {
    return clock;
  }

  /** Lets the next requests of the key run side by side. */
  void isUnshareable(CacheKey key) {
    unshareable.put(key, Boolean.TRUE);
  }

  /** Lets the next requests of the key share fetches, if its answers may be shared. */
  void isStored(CacheKey key, StoredResponse response) {
    if (Freshness.of(response, clock.instant()).isReusable()) {
      unshareable.forget(key);
    } else {
      isUnshareable(key);
    }
  }

  Waiters.Room room() {
    return room;
  }

  Backoff backoff() {
    return backoff;
  }
}
