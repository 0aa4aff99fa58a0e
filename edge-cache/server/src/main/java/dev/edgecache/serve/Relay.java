package dev.edgecache.serve;

import dev.edgecache.body.BodySource;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.WriteInvalidation;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.MaxForwards;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Origins;
import dev.edgecache.policy.rules.Forwarding;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Requests that pass through: their answers are neither looked up nor stored. */
final class Relay {

  private final Replies replies;
  private final ProxyFields proxyFields;
  private final Origins origins;
  private final Floors floors;

  Relay(Replies replies, Collaborators with) {
    this.replies = replies;
    this.proxyFields = replies.proxyFields();
    this.origins = with.origins();
    this.floors = with.floors();
  }

  /** Passes a request on that the store has nothing to do with. */
  void pass(ClientRequest request) {
    relay(request, request.head().isSafe() ? CacheStatus.Reason.BYPASS : CacheStatus.Reason.METHOD);
  }

  /** Passes a request on that the store could not answer, without storing the answer. */
  void pass(ClientRequest request, CacheStatus.Reason reason) {
    relay(request, reason);
  }

  /** Asks the origin to change to one of these protocols, all of which the route allows. */
  void upgrade(ClientRequest request, String protocols) {
    RequestHead forwarded = forwarded(request);
    Fields fields =
        ProxyFields.ofThisHop(
            forwarded.fields().without(List.of(FieldNames.CONNECTION, FieldNames.TE)),
            FieldNames.UPGRADE,
            protocols);
    exchange(request, OriginRequest.of(forwarded.withFields(fields)), CacheStatus.Reason.BYPASS);
  }

  private void relay(ClientRequest request, CacheStatus.Reason reason) {
    OriginRequest toOrigin = OriginRequest.of(forwarded(request));
    OriginRequest withContent =
        request
            .content()
            .map(content -> toOrigin.withContent(new OriginRequest.Content.Once(content)))
            .orElse(toOrigin);
    exchange(request, withContent, reason);
  }

  private RequestHead forwarded(ClientRequest request) {
    RequestHead permitted =
        MaxForwards.counted(Forwarding.forwarded(request.match(), request.head()));
    return proxyFields.onOwn(
        Revalidation.withConditionsOf(permitted, request.head().fields()), request);
  }

  private void exchange(ClientRequest request, OriginRequest toOrigin, CacheStatus.Reason reason) {
    Answering answering = new Answering(request, reason);
    request
        .exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> origins.choose(request.head()).exchange(toOrigin, answering));
  }

  /** Passes an interim response on; 100 goes to a client that waits for it (RFC 9110 §15.2). */
  static void relayInterim(ClientRequest request, ResponseHead head) {
    if (head.status() == 100) {
      Interim.sendContinue(request.exchange());
    } else {
      Interim.send(request.exchange(), head.status(), HopByHop.removed(head.fields()));
    }
  }

  /** The answer of the origin on its way to the client. */
  private final class Answering implements OriginListener {
    private final ClientRequest request;
    private final CacheStatus.Reason reason;
    private final long askedNanos;

    Answering(ClientRequest request, CacheStatus.Reason reason) {
      this.request = request;
      this.reason = reason;
      this.askedNanos = replies.nanos();
    }

    @Override
    public void interim(ResponseHead head) {
      relayInterim(request, head);
    }

    @Override
    public void response(ResponseHead head, BodySource body) {
      Set<String> changed = WriteInvalidation.tags(request.match(), request.head(), head);
      if (!changed.isEmpty()) {
        // Before the client can know that its change took effect.
        floors.invalidate(changed);
      }
      long nanos = replies.nanos() - askedNanos;
      onIoThread(
          () ->
              replies.relayed(
                  request,
                  head,
                  body,
                  new Account.Forwarded(replies.cacheName(), reason, nanos).passed(head)));
    }

    @Override
    public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
      long nanos = replies.nanos() - askedNanos;
      onIoThread(
          () ->
              replies.switched(
                  request,
                  head,
                  incoming,
                  outgoing,
                  new Account.Forwarded(replies.cacheName(), reason, nanos).passed(head)));
    }

    @Override
    public void failed(OriginFailure failure) {
      onIoThread(() -> replies.failed(request, failure));
    }

    private void onIoThread(Runnable task) {
      request.exchange().getIoThread().execute(task);
    }
  }
}
