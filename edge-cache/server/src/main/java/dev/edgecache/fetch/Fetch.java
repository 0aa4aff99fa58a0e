package dev.edgecache.fetch;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.JoinedSource;
import dev.edgecache.caching.ErrorSharing;
import dev.edgecache.caching.Incomplete;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.DataPosition;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.fetch.FetchOutcome.Available;
import dev.edgecache.fetch.FetchOutcome.How;
import dev.edgecache.fetch.FetchOutcome.Why;
import dev.edgecache.fetch.Waiters.Waiter;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Site;
import dev.edgecache.policy.ConsistencyRule.Otherwise;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.Wanted;
import dev.edgecache.store.GrowingBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the origin and the requests that share it.
 *
 * <p>Requests join before the head arrives, or after it while the body still keeps every byte. When
 * the head arrives each one is judged by itself ({@link Judgement}).
 */
final class Fetch implements OriginListener {

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
    long sequence = shared.floors().sequence();
    this.beginning = new Beginning(Provenance.ofPrimary(sequence), shared.clock().instant());
    this.judgement = new Judgement(shared, request);
    this.waiters = new Waiters(shared.room(), request, starter, sequence);
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
    return switch (waiters.enter(other, listener, shared.floors().sequence())) {
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
    Provenance provenance = begun.asked().stating(DataPosition.of(head.fields()));
    Floor demanded = shared.demandOn(request, head.fields());
    if (provenance.source() == Provenance.Source.REPLICA && !demanded.whole().isMetBy(provenance)) {
      body.cancel();
      close().forEach(waiter -> waiter.outcome(new FetchOutcome.Behind(demanded)));
      return;
    }
    var fetched =
        new FetchCollapser.Fetched(
            Revalidation.timesOf(head, begun.requested(), answered), provenance);
    if (head.status() == 304) {
      body.cancel();
      notModified(head, fetched);
    } else if (request.missing().isPresent() && (head.status() == 206 || head.status() == 416)) {
      complete(request.missing().get(), head, body, fetched);
    } else {
      whole(head, body, fetched);
    }
  }

  private void whole(ResponseHead head, BodySource body, FetchCollapser.Fetched fetched) {
    switch (shared.assess(request, head, fetched.times())) {
      case Storability.Store store when tooLarge(body) ->
          relay(head, body, Storability.Reason.TOO_LARGE);
      case Storability.Store store -> store(head, body, store, fetched);
      case Storability.DoNotStore(var reason) -> relay(head, body, reason);
    }
  }

  /** The origin sends what the stored part lacks, or says that it is another part's. */
  private void complete(
      ByteRange missing, ResponseHead head, BodySource rest, FetchCollapser.Fetched fetched) {
    StoredResponse part = request.candidates().getFirst();
    Optional<ResponseHead> completed =
        Incomplete.completed(part, missing, head)
            .filter(whole -> rest.length().equals(OptionalLong.of(missing.length())));
    if (completed.isEmpty()) {
      rest.cancel();
      shared.store().remove(request.key(), part);
      releaseAll(Why.NOT_STORED);
      return;
    }
    ByteRange held = part.body().part().orElseThrow();
    BodySource stored = part.body().slice(held.first(), held.length());
    BodySource both =
        held.first() == 0 ? new JoinedSource(stored, rest) : new JoinedSource(rest, stored);
    whole(completed.get(), both, fetched);
  }

  /** The origin says that what is stored still holds (RFC 9111 §4.3.4). */
  private void notModified(ResponseHead head, FetchCollapser.Fetched fetched) {
    shared.backoff().succeeded(request.key());
    switch (new Freshening(shared, request, fetched).notModified(head.fields())) {
      case Freshening.Renewed(var stored, var own) -> {
        shared.isStored(request.key(), stored);
        for (Waiter waiter : close()) {
          StoredResponse response = waiter.isStarter() ? own : stored;
          waiter.outcome(judgement.of(waiter, response, How.REVALIDATED));
        }
      }
      case Freshening.Personal(var own) ->
          releaseAllButStarter(new Available(own, How.REVALIDATED));
      case Freshening.NothingNamed() -> releaseAll(Why.NOT_STORED);
    }
  }

  private void store(
      ResponseHead head,
      BodySource body,
      Storability.Store storable,
      FetchCollapser.Fetched fetched) {
    GrowingBody grown = new GrowingBody(body, request.rule().maxSize(), shared.store().retention());
    StoredResponse response = shared.responseOf(request, head.status(), storable, fetched, grown);
    shared.isStored(request.key(), response);
    ResponseHead own = head.withFields(HopByHop.removed(head.fields()).without(FieldNames.TRAILER));
    CompletableFuture<Provenance> bounded = shared.choice().bounded(fetched.provenance());
    synchronized (this) {
      available = new Underway(response, grown);
    }
    for (Waiter waiter : waiters.close()) {
      StoredResponse promised =
          (waiter.isStarter() ? response.withHead(own) : response)
              .withBody(grown.share().orElseThrow());
      waiter.outcome(judgement.of(waiter, promised, How.FETCHED));
    }
    grown.start(new Storing(response, bounded));
  }

  /** The answer is not stored. */
  private void relay(ResponseHead head, BodySource body, Storability.Reason reason) {
    if (ErrorSharing.isError(head.status())) {
      relayError(head, body, reason);
      return;
    }
    shared.backoff().succeeded(request.key());
    if (reason.isOfTheAnswer()) {
      shared.isUnshareable(request.key());
      request.candidates().stream()
          .filter(candidate -> candidate.isSelectedBy(request.asked().fields()))
          .forEach(candidate -> shared.store().remove(request.key(), candidate));
    }
    releaseAllButStarter(new FetchOutcome.Relayed(head, body, reason));
  }

  /**
   * An origin in trouble is not asked once more by everybody who waits: they share its error,
   * unless that is meant for one client.
   */
  private void relayError(ResponseHead head, BodySource body, Storability.Reason reason) {
    Optional<List<String>> varying = ErrorSharing.agreement(head, reason);
    if (varying.isEmpty()) {
      releaseAllButStarter(new FetchOutcome.Relayed(head, body, reason));
      return;
    }
    Variant variant = Variant.of(varying.get(), request.asked().fields());
    GrowingBody grown = new GrowingBody(body, request.rule().maxSize(), shared.store().retention());
    for (Waiter waiter : close()) {
      Fields asked = waiter.request().asked().fields();
      waiter.outcome(
          variant.equals(Variant.of(varying.get(), asked))
                  && request.isAlike(waiter.request(), head.fields())
              ? new FetchOutcome.Relayed(head, grown.stream(), reason)
              : new FetchOutcome.Released(Why.OTHER_VARIANT));
    }
    grown.start(GrowingBody.Completion.NOBODY);
  }

  /** The starter gets an answer that may not be shared, the others run on their own. */
  private void releaseAllButStarter(FetchOutcome outcome) {
    FetchListener taker = FetchListener.NOBODY;
    for (Waiter waiter : close()) {
      if (waiter.isStarter()) {
        taker = waiter.listener();
      } else {
        waiter.outcome(new FetchOutcome.Released(Why.NOT_SHARED));
      }
    }
    taker.outcome(outcome);
  }

  private void releaseAll(Why why) {
    close().forEach(waiter -> waiter.outcome(new FetchOutcome.Released(why)));
  }

  /** Answers all who wait with what another fetch has stored. */
  void answeredBy(StoredResponse stored) {
    close().forEach(waiter -> waiter.outcome(judgement.of(waiter, stored, How.FETCHED)));
  }

  /** Takes no more requests, and returns those that wait. */
  private List<Waiter> close() {
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

  private boolean tooLarge(BodySource body) {
    return body.length().orElse(0) > request.rule().maxSize();
  }

  /** Stores the response once its body is complete. */
  private final class Storing implements GrowingBody.Completion {
    private final StoredResponse response;
    private final CompletableFuture<Provenance> bounded;

    Storing(StoredResponse response, CompletableFuture<Provenance> bounded) {
      this.response = response;
      this.bounded = bounded;
    }

    @Override
    public void completed(Body body) {
      shared.backoff().succeeded(request.key());
      shared.keep(
          request, response.withBody(body).withProvenance(bounded.getNow(response.provenance())));
      close();
    }

    @Override
    public void overflowed() {
      shared.backoff().succeeded(request.key());
      shared.isUnshareable(request.key());
      close();
    }

    @Override
    public void failed(BodyFailure cause) {
      if (cause.kind() != BodyFailure.Kind.CANCELLED) {
        shared.backoff().failed(request.key());
      }
      close();
    }
  }
}
