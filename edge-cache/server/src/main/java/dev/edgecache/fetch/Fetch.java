package dev.edgecache.fetch;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodySource;
import dev.edgecache.caching.ErrorSharing;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Requirement.Reader;
import dev.edgecache.fetch.FetchOutcome.Available;
import dev.edgecache.fetch.FetchOutcome.How;
import dev.edgecache.fetch.FetchOutcome.Why;
import dev.edgecache.fetch.Waiters.Waiter;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Site;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.ConsistencyRule.Otherwise;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.Wanted;
import dev.edgecache.store.GrowingBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the origin and the requests that share it.
 *
 * <p>Requests join before the head arrives, or after it while the body still keeps every byte. When
 * the head arrives each one is judged by itself ({@link Judgement}).
 */
final class Fetch implements OriginListener {

  /**
   * What a fetch is for.
   *
   * @param key the cache key
   * @param variant the variant, as far as it is known before the answer
   * @param reader {@code PRIMARY} if nobody else may be asked: who needs that does not wait for
   *     what a replica says; else {@code ANY}
   */
  record Flight(CacheKey key, Variant variant, Reader reader) {

    /**
     * The flight of a request whose stored candidates show what answers vary on, if there are any.
     */
    static Flight of(FetchRequest request) {
      Variant variant =
          request.candidates().isEmpty()
              ? Variant.ONLY
              : Variant.of(
                  request.candidates().getFirst().variant().names(), request.asked().fields());
      Reader reader =
          request.requirement().reader() == Reader.PRIMARY ? Reader.PRIMARY : Reader.ANY;
      return new Flight(request.key(), variant, reader);
    }

    /** The flight of another variant. */
    Flight of(Variant other) {
      return new Flight(key, other, reader);
    }
  }

  private final Flight flight;
  private final FetchRequest request;
  private final FetchCollapser shared;
  private final RequestHead question;
  private final Judgement judgement;
  private final Waiters waiters;

  /** What was known when the origin was asked, and when that was. */
  record Beginning(Provenance asked, Instant requested) {}

  /** The answer while its body grows. */
  private record Underway(StoredResponse response, GrowingBody body) {}

  // Guarded by this.
  private boolean closed;
  private boolean abandoned;
  private Beginning beginning;
  private OriginChoice.@Nullable Chosen origins;
  private @Nullable Underway available;
  private @Nullable OriginExchange exchange;

  Fetch(Flight flight, FetchRequest request, FetchListener starter, FetchCollapser shared) {
    this.flight = flight;
    this.request = request;
    this.shared = shared;
    this.question = request.question(shared.validated(request));
    this.beginning =
        new Beginning(Provenance.ofPrimary(shared.floors().sequence()), shared.clock().instant());
    this.judgement = new Judgement(shared, request);
    this.waiters = new Waiters(shared.room(), request, starter);
  }

  /** What became of a request that asked to join. */
  enum Joining {
    JOINED,
    /** Too many wait already. */
    FULL,
    /** It must have a fetch of its own. */
    UNFIT
  }

  /** Takes one more request into this fetch, if it may have the answer and there is room. */
  Joining join(FetchRequest other, FetchListener listener) {
    return switch (waiters.enter(other, listener)) {
      case ENTERED -> Joining.JOINED;
      case FULL -> Joining.FULL;
      case CLOSED ->
          underway().map(growing -> joinGrowing(growing, other, listener)).orElse(Joining.UNFIT);
    };
  }

  /** The answer that has come, while others may have it. */
  private synchronized Optional<Underway> underway() {
    return closed ? Optional.empty() : Optional.ofNullable(available);
  }

  private Joining joinGrowing(Underway underway, FetchRequest other, FetchListener listener) {
    StoredResponse response = underway.response();
    if (!judgement.isFit(other, response)) {
      return Joining.UNFIT;
    }
    Optional<Body> share = underway.body().share();
    share.ifPresent(body -> listener.outcome(new Available(response.withBody(body), How.FETCHED)));
    return share.isPresent() ? Joining.JOINED : Joining.UNFIT;
  }

  /** Asks an origin that can give what is demanded. */
  void start() {
    shared
        .choice()
        .choose(
            new Wanted(
                question, request.match().route(), request.lot(), shared.requirementOf(request)),
            this::ask);
  }

  private void ask(OriginChoice.Chosen chosen) {
    synchronized (this) {
      if (abandoned) {
        return;
      }
      origins = chosen;
      beginning = new Beginning(beginning.asked(), shared.clock().instant());
    }
    OriginExchange begun = chosen.asking().exchange(OriginRequest.of(question), this);
    boolean unwanted;
    synchronized (this) {
      exchange = begun;
      unwanted = abandoned;
    }
    if (unwanted) {
      begun.cancel();
    }
  }

  private synchronized Beginning beginning() {
    return beginning;
  }

  /**
   * Lets a request go that waits for the head; with the last one ends the exchange, since it is not
   * known yet whether the answer is of use to anybody else.
   */
  void leave(FetchListener listener) {
    if (!waiters.leave(listener)) {
      return;
    }
    Optional<OriginExchange> begun;
    synchronized (this) {
      closed = true;
      abandoned = true;
      begun = Optional.ofNullable(exchange);
    }
    shared.ended(this);
    begun.ifPresent(OriginExchange::cancel);
  }

  @Override
  public synchronized void answeredBy(Site site) {
    if (origins != null) {
      beginning = new Beginning(origins.of(site), beginning.requested());
    }
  }

  @Override
  public void interim(ResponseHead head) {
    waiters.all().forEach(waiter -> waiter.listener().interim(head));
  }

  /** Never asked for: upgrades are relayed, not fetched. */
  @Override
  public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
    incoming.cancel();
    failed(OriginFailure.unasked(head.status()));
  }

  @Override
  public void failed(OriginFailure failure) {
    boolean lags = failure.kind().isOfLag();
    if (!lags && failure.kind() != OriginFailure.Kind.CANCELLED) {
      shared.backoff().failed(request.key());
    }
    boolean mayBeStale =
        !lags || request.match().route().consistency().refill().otherwise() == Otherwise.STALE;
    FetchOutcome failed = new FetchOutcome.Failed(failure);
    close()
        .forEach(
            waiter ->
                waiter.outcome(mayBeStale ? judgement.ofError(waiter).orElse(failed) : failed));
  }

  @Override
  public void response(ResponseHead received, BodySource body) {
    if (Revalidation.isUnasked(question, received)) {
      body.cancel();
      failed(OriginFailure.unasked(received.status()));
      return;
    }
    Instant answered = shared.clock().instant();
    ResponseHead head =
        Revalidation.dated(
            Forwarding.withTagOfClients(request.match().route(), received), answered);
    if (ErrorSharing.isError(head.status())) {
      shared.backoff().failed(request.key());
      if (shared.usableInPlaceOfError(request).isPresent()) {
        body.cancel();
        FetchOutcome released = new FetchOutcome.Released(Why.NOT_SHARED);
        close().forEach(waiter -> waiter.outcome(judgement.ofError(waiter).orElse(released)));
        return;
      }
    }
    Beginning begun = beginning();
    Provenance provenance = shared.choice().proven(begun.asked(), head.fields());
    Floor demanded = shared.demandOn(request, head.fields(), provenance);
    if (provenance.source() == Provenance.Source.REPLICA && !demanded.whole().isMetBy(provenance)) {
      body.cancel();
      switch (flight.reader()) {
        case ANY, PROVEN_REPLICA ->
            close().forEach(waiter -> waiter.outcome(new FetchOutcome.Behind(demanded)));
        case PRIMARY -> failed(OriginFailure.unproven());
      }
      return;
    }
    var fetched =
        new FetchCollapser.Fetched(
            Revalidation.timesOf(head, begun.requested(), answered), provenance);
    new Distribution(this, shared, judgement).of(head, body, fetched);
  }

  /** Answers all who wait with what another fetch has stored. */
  void answeredBy(StoredResponse stored) {
    close().forEach(waiter -> waiter.outcome(judgement.ofStored(waiter, stored, How.FETCHED)));
  }

  /**
   * Offers an answer while its body grows, and returns those who waited for it: who comes later may
   * have it, too.
   */
  List<Waiter> offer(StoredResponse response, GrowingBody body) {
    synchronized (this) {
      available = new Underway(response, body);
    }
    return waiters.close();
  }

  /** Takes no more requests, and returns those that wait. */
  List<Waiter> close() {
    synchronized (this) {
      closed = true;
    }
    List<Waiter> last = waiters.close();
    shared.ended(this);
    return last;
  }

  int waiting() {
    return waiters.size();
  }

  FetchRequest request() {
    return request;
  }

  Flight flight() {
    return flight;
  }

  /** The head that the origin gets. */
  RequestHead question() {
    return question;
  }

  /** The variant that the request selects, once the answer has said what it varies on. */
  synchronized Optional<Variant> variantOf(FetchRequest other) {
    return Optional.ofNullable(available)
        .map(Underway::response)
        .map(response -> Variant.of(response.variant().names(), other.asked().fields()));
  }
}
