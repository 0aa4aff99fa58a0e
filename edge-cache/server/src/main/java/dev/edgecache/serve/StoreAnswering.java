package dev.edgecache.serve;

import dev.edgecache.caching.Admission;
import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.coding.Codings;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.serve.decide.Attempt;
import dev.edgecache.serve.decide.Deciding;
import dev.edgecache.serve.record.Account;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.CompletableFuture;

/** Requests on routes that store: looked up, decided, and fetched where nothing stored will do. */
final class StoreAnswering {

  private final Replies replies;
  private final Relay relay;
  private final Deciding deciding;
  private final FetchCollapser collapser;
  private final Codings codings;
  private final OriginChoice choice;
  private final Time time;

  StoreAnswering(Replies replies, Relay relay, Collaborators with) {
    this.replies = replies;
    this.relay = relay;
    this.collapser = with.collapser();
    this.deciding = new Deciding(with.store(), with.floors(), collapser.keys());
    this.codings = with.codings();
    this.choice = with.choice();
    this.time = with.time();
  }

  /** Answers a GET or HEAD request without content; called on the I/O thread. */
  void answer(ClientRequest request, CacheRule.Store rule) {
    if (request.match().looksUp(request.head())) {
      answer(request, rule, Attempt.FIRST);
    } else {
      pass(request, rule, CacheStatus.Reason.REQUEST);
    }
  }

  /** Answers with what the store holds now, as the given attempt to do so. */
  void answer(ClientRequest request, CacheRule.Store rule, Attempt attempt) {
    Deciding.Decided decided = deciding.decide(asked(request, rule));
    Decision decision = decided.decision();
    if (decision.asks().isPresent() && decided.asked().directives().noStore()) {
      relay.pass(request, Account.reasonOf(decision.asks().get()));
      return;
    }
    switch (decision) {
      case Decision.Serve(var response, var freshness) ->
          send(request, response, freshness, Account.ofHit(replies.cacheName(), freshness));
      case Decision.ServeWhileRevalidating revalidating ->
          serveStale(request, fetch(request, decided), revalidating, attempt);
      case Decision.Revalidate(_, var reason) -> waitFor(request, decided, reason, attempt);
      case Decision.Fetch(var reason, _) -> {
        if (Forwarding.asks(request.match(), request.head()) == Forwarding.Asks.FOR_ALL) {
          waitFor(request, decided, reason, attempt);
        } else {
          pass(request, rule, Account.reasonOf(reason));
        }
      }
      case Decision.Complete _ -> waitFor(request, decided, Decision.Reason.PARTIAL, attempt);
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

  private static Deciding.Asked asked(ClientRequest request, CacheRule.Store rule) {
    return new Deciding.Asked(
        request.match(),
        rule,
        request.head(),
        request.began(),
        request.sequence(),
        request.session());
  }

  private void waitFor(
      ClientRequest request, Deciding.Decided decided, Decision.Reason reason, Attempt attempt) {
    FetchRequest fetch = fetch(request, decided);
    Attempt limited = attempt.limitedTo(sharingOf(fetch, decided.asked().directives()));
    new FetchWait(this, request, fetch, reason, limited).begin();
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
    FetchRequest fetch = fetch(request, deciding.unconditionally(asked(request, rule)));
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
      Attempt attempt) {
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

  private FetchRequest fetch(ClientRequest request, Deciding.Decided decided) {
    RequestHead forwarded = Forwarding.forwarded(request.match(), request.asGet());
    return decided.fetch(
        replies.proxyFields().onShared(forwarded, request),
        choice.lotOf(request.head(), request.address()));
  }

  /**
   * With credentials that the origin sees the answer may be for this client alone (RFC 9111 §3.5),
   * and {@code no-cache} asks for an answer to this request, not to one that came before.
   */
  private static Attempt.Sharing sharingOf(FetchRequest fetch, RequestDirectives asked) {
    boolean personal =
        fetch.rule().credentials() != CacheRule.Credentials.SHARED
            && fetch.forwarded().fields().contains(FieldNames.AUTHORIZATION);
    boolean alone = fetch.admission().equals(Admission.NOTHING_STORED);
    return personal || alone || asked.noCache() ? Attempt.Sharing.ALONE : Attempt.Sharing.TOGETHER;
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
