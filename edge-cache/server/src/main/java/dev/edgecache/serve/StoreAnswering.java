package dev.edgecache.serve;

import dev.edgecache.caching.Admission;
import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.coding.Codings;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.serve.record.Account;
import dev.edgecache.store.ResponseStore;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Requests on routes that store: looked up, decided, and fetched where nothing stored will do. */
final class StoreAnswering {

  private final Replies replies;
  private final Relay relay;
  private final ResponseStore store;
  private final Floors floors;
  private final FetchCollapser collapser;
  private final Codings codings;
  private final OriginChoice choice;
  private final Time time;

  StoreAnswering(Replies replies, Relay relay, Collaborators with) {
    this.replies = replies;
    this.relay = relay;
    this.store = with.store();
    this.floors = with.floors();
    this.collapser = with.collapser();
    this.codings = with.codings();
    this.choice = with.choice();
    this.time = with.time();
  }

  /** Answers a GET or HEAD request without content; called on the I/O thread. */
  void answer(ClientRequest request, CacheRule.Store rule) {
    if (request.match().looksUp(request.head())) {
      answer(request, rule, FetchWait.Attempt.FIRST);
    } else {
      pass(request, rule, CacheStatus.Reason.REQUEST);
    }
  }

  /** Answers with what the store holds now, as the given attempt to do so. */
  void answer(ClientRequest request, CacheRule.Store rule, FetchWait.Attempt attempt) {
    RequestHead get = request.asGet();
    CacheKey key = keyOf(request);
    Lookup lookup = store.lookup(key, get.fields()).under(request.match(), get);
    RequestDirectives asked = rule.directivesOf(request.head().fields());
    Decision decision =
        Decision.decide(
            lookup.holding(request.head(), request.began()),
            asked,
            floorOf(request, key, lookup),
            rule.stale().waitForFresh(),
            request.began());
    if (asked.noStore() && decision.asks().isPresent()) {
      relay.pass(request, Account.reasonOf(decision.asks().get()));
      return;
    }
    switch (decision) {
      case Decision.Serve(var response, var freshness) ->
          send(request, response, freshness, Account.ofHit(replies.cacheName(), freshness));
      case Decision.ServeWhileRevalidating revalidating ->
          serveStale(
              request,
              fetchRequest(request, rule, key, List.of(revalidating.response())),
              revalidating,
              attempt);
      case Decision.Revalidate(var response, var reason) ->
          waitFor(
              request, fetchRequest(request, rule, key, List.of(response)), reason, asked, attempt);
      case Decision.Fetch(var reason, var stored) -> {
        List<StoredResponse> variants = stored.stream().filter(floors::areMetBy).toList();
        if (Forwarding.asks(request.match(), request.head()) == Forwarding.Asks.FOR_ALL) {
          waitFor(request, fetchRequest(request, rule, key, variants), reason, asked, attempt);
        } else {
          pass(request, rule, Account.reasonOf(reason));
        }
      }
      case Decision.Complete(var part, var missing) ->
          waitFor(
              request,
              fetchRequest(request, rule, key, List.of(part)).completing(missing),
              Decision.Reason.PARTIAL,
              asked,
              attempt);
      case Decision.Refuse() -> replies.onlyIfCached(request);
    }
  }

  /** Sends a response, once it is known what its client's session has seen by it. */
  void send(ClientRequest request, StoredResponse response, Freshness freshness, Account account) {
    if (!request.session().demands()) {
      represent(request, response, freshness, account);
      return;
    }
    CompletableFuture<Provenance> bounded = choice.bounded(response.provenance());
    if (bounded.isDone()) {
      request.session().saw(keyOf(request).toString(), response, bounded.join());
      represent(request, response, freshness, account);
      return;
    }
    Runnable later =
        () -> {
          var _ =
              bounded.thenAccept(
                  provenance ->
                      request
                          .exchange()
                          .getIoThread()
                          .execute(
                              () -> {
                                request
                                    .session()
                                    .saw(keyOf(request).toString(), response, provenance);
                                represent(request, response, freshness, account);
                              }));
        };
    if (request.exchange().isDispatched()) {
      later.run();
    } else {
      request.exchange().dispatch(SameThreadExecutor.INSTANCE, later);
    }
  }

  /** Sends a response in the coding that the request prefers. */
  private void represent(
      ClientRequest request, StoredResponse response, Freshness freshness, Account account) {
    replies.stored(
        request,
        codings.represent(
            () -> request.keyOf(response.head().fields()),
            response,
            request.head(),
            request.began()),
        freshness,
        account);
  }

  /** The key under which the answer to a request is stored, as far as it is known before. */
  private CacheKey keyOf(ClientRequest request) {
    return collapser.keys().of(request.match(), request.asGet());
  }

  /** What invalidations demand of what was found, or what nothing meets if its client may not. */
  private Floor floorOf(ClientRequest request, CacheKey key, Lookup lookup) {
    return switch (lookup) {
      case Lookup.Found found
          when !request.session().admission(key.toString()).admits(found.response()) ->
          Floor.UNREACHABLE;
      case Lookup.Found found -> floors.floorOf(found);
      case Lookup other -> Floor.NONE;
    };
  }

  private void waitFor(
      ClientRequest request,
      FetchRequest fetch,
      Decision.Reason reason,
      RequestDirectives asked,
      FetchWait.Attempt attempt) {
    new FetchWait(this, request, fetch, reason, attempt.limitedTo(sharingOf(fetch, asked))).begin();
  }

  /**
   * Passes a request on by itself: what is not stored is not fetched whole for HEAD, nor for a
   * part. Of an answer to HEAD the store takes the fields alone.
   */
  private void pass(ClientRequest request, CacheRule.Store rule, CacheStatus.Reason reason) {
    if (Forwarding.asks(request.match(), request.head()) == Forwarding.Asks.FOR_ONE) {
      relay.pass(request, reason);
      return;
    }
    FetchRequest fetch = fetchRequest(request, rule, keyOf(request), List.of());
    relay.pass(
        request,
        reason,
        request.head().method().equals("HEAD")
            ? collapser.keepingOfHead(fetch)
            : collapser.keeping(fetch));
  }

  private void serveStale(
      ClientRequest request,
      FetchRequest fetch,
      Decision.ServeWhileRevalidating decision,
      FetchWait.Attempt attempt) {
    Runnable stale =
        () ->
            send(
                request,
                decision.response(),
                decision.freshness(),
                Account.ofHit(replies.cacheName(), decision.freshness()));
    if (decision.patience().isZero()) {
      collapser.refresh(fetch);
      stale.run();
    } else {
      new FetchWait(this, request, fetch, Decision.Reason.STALE, attempt)
          .beginWithin(decision.patience(), stale);
    }
  }

  private FetchRequest fetchRequest(
      ClientRequest request, CacheRule.Store rule, CacheKey key, List<StoredResponse> candidates) {
    RequestHead forwarded =
        replies
            .proxyFields()
            .onShared(Forwarding.forwarded(request.match(), request.asGet()), request);
    return new FetchRequest(
        request.match(),
        rule,
        key,
        request.asGet(),
        forwarded,
        candidates,
        Optional.empty(),
        request.session().requirement(key.toString()),
        request.session().admission(key.toString()),
        choice.lotOf(request.head(), request.address()));
  }

  /**
   * With credentials that the origin sees the answer may be for this client alone (RFC 9111 §3.5),
   * and {@code no-cache} asks for an answer to this request, not to one that came before.
   */
  private static FetchWait.Sharing sharingOf(FetchRequest fetch, RequestDirectives asked) {
    boolean personal =
        fetch.rule().credentials() != CacheRule.Credentials.SHARED
            && fetch.forwarded().fields().contains(FieldNames.AUTHORIZATION);
    boolean alone = fetch.admission().equals(Admission.NOTHING_STORED);
    return personal || alone || asked.noCache()
        ? FetchWait.Sharing.ALONE
        : FetchWait.Sharing.TOGETHER;
  }

  Replies replies() {
    return replies;
  }

  FetchCollapser collapser() {
    return collapser;
  }

  Time time() {
    return time;
  }
}
