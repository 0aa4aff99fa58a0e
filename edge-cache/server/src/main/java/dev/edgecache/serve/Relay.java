package dev.edgecache.serve;

import dev.edgecache.body.BodySource;
import dev.edgecache.caching.Admission;
import dev.edgecache.caching.AnswerToPost;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.WriteInvalidation;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.fetch.Keeping;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.Appended;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.Wanted;
import dev.edgecache.serve.connection.Departure;
import dev.edgecache.serve.record.Account;
import dev.edgecache.serve.wire.Interim;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/** Requests that pass through: their answers are neither looked up nor stored. */
final class Relay {

  /** How long a client waits until its write is in the log; it is in effect before. */
  private static final Duration LONGEST_WRITING = Duration.ofSeconds(5);

  private final Replies replies;
  private final ProxyFields proxyFields;
  private final OriginChoice choice;
  private final RelayConsistency consistency;
  private final InvalidationLog invalidations;
  private final FetchCollapser collapser;
  private final Time time;

  Relay(Replies replies, Collaborators with) {
    this.replies = replies;
    this.proxyFields = replies.proxyFields();
    this.choice = with.choice();
    this.consistency = new RelayConsistency(with.floors(), with.choice());
    this.invalidations = with.invalidations();
    this.collapser = with.collapser();
    this.time = with.time();
  }

  /** Passes a request on that the store has nothing to do with. */
  void pass(ClientRequest request) {
    relay(request, request.head().isSafe() ? CacheStatus.Reason.BYPASS : CacheStatus.Reason.METHOD);
  }

  /** Passes a request on that the store could not answer, without storing the answer. */
  void pass(ClientRequest request, CacheStatus.Reason reason) {
    relay(request, reason);
  }

  /**
   * Passes a request on that the store could not answer, and keeps the answer if that may be: the
   * origin sees nothing of the client, but what it asks for.
   */
  void pass(ClientRequest request, CacheStatus.Reason reason, Keeping keeping) {
    RequestHead question = proxyFields.onShared(withConditions(request), request);
    exchange(
        OriginRequest.of(question), new Answering(request, question, reason, Optional.of(keeping)));
  }

  /** Asks the origin to change to one of these protocols, all of which the route allows. */
  void upgrade(ClientRequest request, String protocols) {
    RequestHead forwarded = forwarded(request);
    Fields fields =
        ProxyFields.ofThisHop(
            forwarded.fields().without(List.of(FieldNames.CONNECTION, FieldNames.TE)),
            FieldNames.UPGRADE,
            protocols);
    RequestHead question = forwarded.withFields(fields);
    exchange(
        OriginRequest.of(question),
        new Answering(request, question, CacheStatus.Reason.BYPASS, Optional.empty()));
  }

  private void relay(ClientRequest request, CacheStatus.Reason reason) {
    RequestHead question = forwarded(request);
    OriginRequest toOrigin = OriginRequest.of(question);
    OriginRequest withContent =
        request
            .content()
            .map(content -> toOrigin.withContent(new OriginRequest.Content.Once(content)))
            .orElse(toOrigin);
    exchange(withContent, new Answering(request, question, reason, Optional.empty()));
  }

  private RequestHead forwarded(ClientRequest request) {
    return proxyFields.onOwn(withConditions(request), request);
  }

  private static RequestHead withConditions(ClientRequest request) {
    return Forwarding.withConditions(
        request.snapshot().policies(), request.match(), request.head());
  }

  private void exchange(OriginRequest toOrigin, Answering answering) {
    ClientRequest request = answering.request;
    request
        .exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              Departure.onLeavingWhileWaiting(request.exchange(), answering::leave);
              answering.ask(toOrigin, consistency.requirement(request));
            });
  }

  private Lot lotOf(ClientRequest request) {
    return choice.lotOf(request.head(), request.address());
  }

  private static Match matchOfGet(ClientRequest request) {
    return request.snapshot().policies().match(AnswerToPost.get(request.head()));
  }

  /** How an answer to POST is kept for GET, if the route of GET stores. */
  private Optional<Keeping> keepingOfPost(ClientRequest request) {
    Match match = matchOfGet(request);
    RequestHead get = AnswerToPost.get(request.head());
    return match
        .store()
        .map(
            rule ->
                collapser.keeping(
                    new FetchRequest(
                        match,
                        rule,
                        collapser.keys().of(match, get),
                        get,
                        get,
                        List.of(),
                        Optional.empty(),
                        Requirement.NONE,
                        Admission.ANY,
                        lotOf(request),
                        request.sequence())));
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
    private final RequestHead question;
    private final CacheStatus.Reason reason;
    private final long askedNanos;
    private Provenance asked = Provenance.ofPrimary(0);
    private Optional<Keeping> keeping;

    /** Whether it was asked for again, since the first answer was too old. */
    private boolean again;

    /** On the I/O thread: whether the client has its answer, or needs none. */
    private boolean answered;

    private @Nullable OriginExchange underway;
    private OriginChoice.@Nullable Chosen origins;

    Answering(
        ClientRequest request,
        RequestHead question,
        CacheStatus.Reason reason,
        Optional<Keeping> keeping) {
      this.request = request;
      this.question = question;
      this.reason = reason;
      this.keeping = request.head().method().equals("POST") ? keepingOfPost(request) : keeping;
      this.askedNanos = replies.nanos();
    }

    /** Asks an origin that can give what is demanded; on the I/O thread. */
    void ask(OriginRequest toOrigin, Requirement requirement) {
      choice.choose(
          new Wanted(request.head(), request.match().route(), lotOf(request), requirement),
          chosen -> onIoThread(() -> begin(chosen, toOrigin)));
    }

    private void begin(OriginChoice.Chosen chosen, OriginRequest toOrigin) {
      if (answered) {
        return;
      }
      origins = chosen;
      keeping = keeping.map(permitted -> permitted.asking(asked));
      underway = chosen.asking().exchange(toOrigin, this);
    }

    @Override
    public void answeredBy(Site site) {
      if (origins != null) {
        asked = origins.of(site);
      }
    }

    private void leave() {
      if (!answered) {
        answered = true;
        if (underway != null) {
          underway.cancel();
        }
        replies.abandoned(request);
      }
    }

    private void onIoThread(Runnable task) {
      XnioIoThread thread = request.exchange().getIoThread();
      if (Thread.currentThread().equals(thread)) {
        task.run();
      } else {
        thread.execute(task);
      }
    }

    @Override
    public void interim(ResponseHead head) {
      relayInterim(request, head);
    }

    @Override
    public void response(ResponseHead received, BodySource body) {
      if (isUnasked(received)) {
        body.cancel();
        failed(OriginFailure.unasked(received.status()));
        return;
      }
      ResponseHead head = Forwarding.withTagOfClients(matchOfGet(request).route(), received);
      Provenance proven = choice.proven(asked, head.fields());
      if (consistency.isBehind(request, head, proven)) {
        body.cancel();
        askAgain(head, proven);
        return;
      }
      keeping = keeping.map(permitted -> permitted.proving(proven));
      var _ = consistency.note(request, head, proven).whenComplete((_, _) -> answered(head, body));
    }

    private void answered(ResponseHead head, BodySource body) {
      Set<String> changed =
          WriteInvalidation.tags(
              request.snapshot().policies(), request.match(), request.head(), head);
      if (changed.isEmpty()) {
        passOn(head, body, keeping.filter(safe -> request.head().isSafe()));
      } else {
        passOnInvalidating(changed, head, body);
      }
    }

    /** Asks the primary, once, since it now is known what the answer must have reached. */
    private void askAgain(ResponseHead head, Provenance proven) {
      if (again) {
        failed(OriginFailure.unproven());
        return;
      }
      again = true;
      Requirement demanded = consistency.requirement(request, head, proven);
      onIoThread(() -> ask(OriginRequest.of(question), demanded.by(Requirement.Reader.PRIMARY)));
    }

    /** A wrong part is told only to those whose answers the store has no part in. */
    private boolean isUnasked(ResponseHead head) {
      return Revalidation.isUnasked(question, head)
          || (request.match().usesStore(request.head())
              && Revalidation.isOfAnotherPart(question, head));
    }

    /** Invalidates what a write changed, before its client can know that it took effect. */
    private void passOnInvalidating(Set<String> changed, ResponseHead head, BodySource body) {
      Appended own =
          invalidations.append(
              Invalidation.of(changed, time.clock().instant(), Invalidation.BY_A_WRITE));
      Optional<Keeping> kept =
          keeping.filter(post -> isReusable(head)).flatMap(post -> own.effect().map(post::after));
      var _ =
          Acknowledgement.within(LONGEST_WRITING, own.entry().acknowledged())
              .thenRun(() -> passOn(head, body, kept));
    }

    private void passOn(ResponseHead head, BodySource body, Optional<Keeping> keeps) {
      Account.Forwarded account =
          new Account.Forwarded(replies.cacheName(), reason, replies.nanos() - askedNanos);
      answer(
          () -> {
            Optional<Keeping.Passing> kept = keeps.flatMap(permitted -> permitted.keep(head, body));
            if (kept.isPresent()) {
              replies.relayedAndKept(
                  request, head, kept.get(), account.kept(head, kept.get().freshness()));
            } else {
              replies.relayed(request, head, body, account.passed(head));
            }
          },
          body::cancel);
    }

    private boolean isReusable(ResponseHead head) {
      return AnswerToPost.isReusable(
          matchOfGet(request), request.head(), head, time.clock().instant());
    }

    @Override
    public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
      long nanos = replies.nanos() - askedNanos;
      answer(
          () ->
              replies.switched(
                  request,
                  head,
                  incoming,
                  outgoing,
                  new Account.Forwarded(replies.cacheName(), reason, nanos).passed(head)),
          incoming::cancel);
    }

    @Override
    public void failed(OriginFailure failure) {
      answer(() -> replies.failed(request, failure), () -> {});
    }

    /** Answers on the I/O thread; runs the other if the client has left meanwhile. */
    private void answer(Runnable task, Runnable otherwise) {
      request
          .exchange()
          .getIoThread()
          .execute(
              () -> {
                boolean waits = !answered;
                answered = true;
                (waits ? task : otherwise).run();
              });
    }
  }
}
