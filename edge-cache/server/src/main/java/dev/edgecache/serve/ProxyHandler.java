package dev.edgecache.serve;

import dev.edgecache.fetch.Time;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.MaxForwards;
import dev.edgecache.http.proxying.ProxyError;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Cors;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.RequestGate;
import dev.edgecache.serve.record.AnswersUnderWay;
import dev.edgecache.serve.session.ClientSession;
import dev.edgecache.serve.session.Sessions;
import dev.edgecache.serve.wire.ClientRequestBody;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The life of a request: match, then answer a preflight, purge, relay, or serve by way of the
 * store.
 *
 * <p>It runs on the connection's I/O thread and never blocks.
 */
public final class ProxyHandler implements HttpHandler {

  /** RFC 9110 §15.5.20. */
  private static final int MISDIRECTED_REQUEST = 421;

  private static final Fields ANSWER_TO_OPTIONS = Fields.of("Allow", RequestGate.ALLOWED);

  private final LiveSnapshot live;
  private final ConnectionLimits clients;
  private final Replies replies;
  private final Relay relay;
  private final StoreAnswering storeAnswering;
  private final Purging purging;
  private final Optional<Sessions> sessions;
  private final Floors floors;
  private final Time time;
  private final Optional<AnswersUnderWay> underWay;

  /** A handler for the clients of one listener. */
  public ProxyHandler(LiveSnapshot live, ConnectionLimits clients, Collaborators with) {
    this.live = live;
    this.clients = clients;
    this.sessions = with.sessions();
    this.floors = with.floors();
    this.time = with.time();
    this.underWay = with.inFront().underWay();
    this.replies = new Replies(with, clients);
    this.relay = new Relay(replies, with);
    this.storeAnswering = new StoreAnswering(replies, relay, with);
    this.purging = new Purging(replies, with);
  }

  private Optional<ClientRequestBody> contentOf(HttpServerExchange exchange) {
    return exchange.isRequestComplete()
        ? Optional.empty()
        : Optional.of(ClientRequestBody.of(exchange, clients.read()));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Snapshot snapshot = live.current();
    var arrived = ClientRequest.headOf(exchange, replies.settings());
    var head = sessions.map(all -> all.withoutToken(arrived)).orElse(arrived);
    Match match = snapshot.policies().match(head);
    ClientRequest request =
        new ClientRequest(
            exchange,
            head,
            snapshot,
            match,
            contentOf(exchange),
            time.clock().instant(),
            time.nanos().getAsLong(),
            floors.sequence(),
            sessions.map(all -> all.of(arrived, match)).orElseGet(() -> ClientSession.none(match)));
    if (replies.settings().unknownHost() == ProxySettings.UnknownHost.REFUSE
        && !snapshot.policies().names(match)) {
      replies.refuse(request, MISDIRECTED_REQUEST, "no policy names this host");
    } else if (replies.proxyFields().isLoop(head)) {
      replies.failed(
          request,
          ProxyError.PROXY_LOOP_DETECTED,
          "the request came through " + replies.cacheName() + " before");
    } else if (head.method().equals(RequestGate.PURGE)) {
      purging.purge(request);
    } else {
      switch (UpgradeWish.of(request)) {
        case UpgradeWish.Ignored() -> serveSession(request);
        case UpgradeWish.Allowed(var protocols) -> relay.upgrade(request, protocols);
        case UpgradeWish.Refused() ->
            replies.refuse(request, StatusCodes.FORBIDDEN, "this route allows no such upgrade");
      }
    }
  }

  /** Serves a request once it is known what its session demands. */
  private void serveSession(ClientRequest request) {
    if (mayBeKeptInFront(request)) {
      underWay.ifPresent(answers -> answers.count(request.exchange()));
    }
    CompletableFuture<Void> ready = request.session().ready();
    if (ready.isDone()) {
      serve(request);
      return;
    }
    request
        .exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              var _ =
                  ready.whenComplete(
                      (_, _) -> request.exchange().getIoThread().execute(() -> serve(request)));
            });
  }

  /** Whether a cache in front may keep the answer; all others say that they are for one client. */
  private static boolean mayBeKeptInFront(ClientRequest request) {
    return request.match().route().cdn().isPresent() && request.head().isSafe();
  }

  private void serve(ClientRequest request) {
    Match match = request.match();
    Optional<ResponseHead> preflight = Cors.preflight(match, request.head());
    if (preflight.isPresent()) {
      replies.local(request, preflight.get());
    } else if (MaxForwards.isUsedUp(request.head())) {
      replies.local(request, new ResponseHead(StatusCodes.NO_CONTENT, ANSWER_TO_OPTIONS));
    } else if (match.route().cache() instanceof CacheRule.Store rule
        && match.usesStore(request.head())
        && request.content().isEmpty()) {
      storeAnswering.answer(request, rule);
    } else {
      relay.pass(request);
    }
  }
}
