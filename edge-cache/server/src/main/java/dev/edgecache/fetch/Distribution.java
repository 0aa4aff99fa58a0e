package dev.edgecache.fetch;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.JoinedSource;
import dev.edgecache.caching.ErrorSharing;
import dev.edgecache.caching.Incomplete;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.fetch.FetchOutcome.Available;
import dev.edgecache.fetch.FetchOutcome.How;
import dev.edgecache.fetch.FetchOutcome.Why;
import dev.edgecache.fetch.Waiters.Waiter;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.policy.Storability;
import dev.edgecache.store.GrowingBody;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What becomes of the origin's answer to a fetch: who of those that share it gets it, and what is
 * stored of it.
 */
final class Distribution {

  private final Fetch fetch;
  private final FetchRequest request;
  private final FetchCollapser shared;
  private final Judgement judgement;

  /** The distribution of the answer to a fetch. */
  Distribution(Fetch fetch, FetchCollapser shared, Judgement judgement) {
    this.fetch = fetch;
    this.request = fetch.request();
    this.shared = shared;
    this.judgement = judgement;
  }

  /** Gives an answer to those who may have it; whoever does not get it is told to ask again. */
  void of(ResponseHead head, BodySource body, FetchCollapser.Fetched fetched) {
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
        for (Waiter waiter : fetch.close()) {
          StoredResponse response = waiter.isStarter() ? own : stored;
          waiter.outcome(judgement.of(waiter, response, How.REVALIDATED));
        }
      }
      case Freshening.Unproven(var stored, var own) -> {
        shared.isStored(request.key(), stored);
        for (Waiter waiter : fetch.close()) {
          StoredResponse response = waiter.isStarter() ? own : stored;
          waiter.outcome(judgement.ofStored(waiter, response, How.REVALIDATED));
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
    for (Waiter waiter : fetch.offer(response, grown)) {
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
    for (Waiter waiter : fetch.close()) {
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
    for (Waiter waiter : fetch.close()) {
      if (waiter.isStarter()) {
        taker = waiter.listener();
      } else {
        waiter.outcome(new FetchOutcome.Released(Why.NOT_SHARED));
      }
    }
    taker.outcome(outcome);
  }

  private void releaseAll(Why why) {
    fetch.close().forEach(waiter -> waiter.outcome(new FetchOutcome.Released(why)));
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
      StoredResponse kept =
          response.withBody(body).withProvenance(bounded.getNow(response.provenance()));
      shared.storage().keep(request, kept);
      // Without its upper bound each session that sees the answer would have to ask for one.
      var _ = bounded.thenAccept(later -> shared.storage().bound(request, kept, later));
      fetch.close();
    }

    @Override
    public void overflowed() {
      shared.backoff().succeeded(request.key());
      shared.isUnshareable(request.key());
      fetch.close();
    }

    @Override
    public void failed(BodyFailure cause) {
      if (cause.kind() != BodyFailure.Kind.CANCELLED) {
        shared.backoff().failed(request.key());
      }
      fetch.close();
    }
  }
}
