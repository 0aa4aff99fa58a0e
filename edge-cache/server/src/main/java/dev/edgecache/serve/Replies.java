package dev.edgecache.serve;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.caching.Answer;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Representation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.caching.downstream.Downstream;
import dev.edgecache.fetch.Keeping;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.Age;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.ProxyError;
import dev.edgecache.http.proxying.ProxyStatus;
import dev.edgecache.http.range.MultipartByteRanges;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.policy.rules.Cors;
import dev.edgecache.policy.rules.Tags;
import dev.edgecache.serve.connection.Departure;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.Problem;
import dev.edgecache.serve.record.Account;
import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.serve.wire.ClientResponseWriter;
import dev.edgecache.serve.wire.ClientTunnel;
import dev.edgecache.serve.wire.ConnectionEnd;
import dev.edgecache.serve.wire.MultipartBody;
import dev.edgecache.serve.wire.SendOutcome;
import dev.edgecache.serve.wire.UndertowFields;
import dev.edgecache.store.ResponseStore;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The ways in which a request is answered: with the fields that this cache adds, the bytes, and one
 * record of it all when the last byte is out. Called on the connection's I/O thread.
 */
final class Replies {

  private static final HttpString AGE = new HttpString(FieldNames.AGE);
  private static final HttpString CACHE_STATUS = new HttpString(FieldNames.CACHE_STATUS);
  private static final HttpString CONTENT_LENGTH = new HttpString(FieldNames.CONTENT_LENGTH);
  private static final HttpString PROXY_STATUS = new HttpString(FieldNames.PROXY_STATUS);
  private static final HttpString SERVER_TIMING = new HttpString(FieldNames.SERVER_TIMING);

  /** When a client that was turned away for want of room may come again. */
  private static final String RETRY_AFTER_SECONDS = "1";

  /** The status that is told of a request whose client left; nginx has the same. */
  private static final int NOBODY_WAITS = 499;

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final ProxySettings settings;
  private final ResponseStore store;
  private final ConnectionLimits clients;
  private final Time time;
  private final ProxyFields proxyFields;
  private final Downstream downstream;

  Replies(Collaborators with, ConnectionLimits clients) {
    this.settings = with.settings();
    this.store = with.store();
    this.time = with.time();
    this.clients = clients;
    this.downstream = with.inFront().downstream();
    this.proxyFields = new ProxyFields(settings);
  }

  ProxySettings settings() {
    return settings;
  }

  ProxyFields proxyFields() {
    return proxyFields;
  }

  long nanos() {
    return time.nanos().getAsLong();
  }

  String cacheName() {
    return settings.pseudonym();
  }

  /** Answers from a stored response: whole, in part, or with what the preconditions say. */
  void stored(
      ClientRequest request, StoredResponse response, Freshness freshness, Account account) {
    Answer answer = Answer.of(response, request.head(), request.began());
    Downstream.Told told =
        downstream.stored(() -> kept(request, response.terms().tags(), freshness), answer.fields());
    HeaderMap headers = begin(request, answer.status(), told.fields(), account);
    if (told.age() == Downstream.Age.TOLD
        && (account.kind().isFromStore() || answer.fields().contains(FieldNames.AGE))) {
      headers.put(AGE, Age.text(freshness.age()));
    }
    Consumer<SendOutcome> done = recorded(request, account);
    Body body = store.lend(() -> request.keyOf(response.head().fields()), response.body());
    switch (answer.part()) {
      case Answer.Part.None(var length) -> {
        body.release();
        length.ifPresent(bytes -> headers.put(CONTENT_LENGTH, bytes));
        send(request, NO_BYTES, done);
      }
      case Answer.Part.Whole() -> {
        Optional<ByteBuffer> whole = body.whole();
        if (whole.isPresent()) {
          send(request, whole.get(), done);
        } else {
          send(request, body.stream(), done);
        }
      }
      case Answer.Part.Slice(var range) ->
          send(request, body.slice(range.first(), range.length()), done);
      case Answer.Part.Several several -> {
        MultipartBody parts = MultipartBody.of(framingOf(several, response), several, body);
        headers.put(Headers.CONTENT_TYPE, parts.contentType());
        send(request, parts, done);
      }
    }
  }

  private static Downstream.Kept kept(
      ClientRequest request, Set<String> tags, Freshness freshness) {
    return new Downstream.Kept(
        request.match().cdn(request.head()), request.match().route().cache(), tags, freshness);
  }

  private static MultipartByteRanges framingOf(
      Answer.Part.Several several, StoredResponse response) {
    return new MultipartByteRanges(
        Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36),
        Optional.ofNullable(response.head().fields().first(FieldNames.CONTENT_TYPE)),
        several.completeLength());
  }

  /** Passes the origin's answer on, which is not kept. */
  void relayed(ClientRequest request, ResponseHead head, BodySource body, Account account) {
    relayed(
        request,
        head,
        downstream.passed(request.match().route().cache(), passedFields(request, head)),
        body,
        account);
  }

  /** Passes the origin's answer on while it is stored. */
  void relayedAndKept(
      ClientRequest request, ResponseHead head, Keeping.Passing kept, Account account) {
    Set<String> tags = Tags.of(request.match(), head.fields()).orElse(Set.of());
    relayed(
        request,
        head,
        downstream
            .stored(
                () -> kept(request, ImplicitTags.with(tags, request.match()), kept.freshness()),
                passedFields(request, head))
            .fields(),
        kept.body(),
        account);
  }

  private void relayed(
      ClientRequest request, ResponseHead head, Fields fields, BodySource body, Account account) {
    begin(request, head.status(), fields, account);
    send(request, body, recorded(request, account));
  }

  private static Fields passedFields(ClientRequest request, ResponseHead head) {
    return HopByHop.removed(Representation.passed(request.match(), request.head(), head).fields());
  }

  /**
   * Passes on that the origin switches protocols, then tunnels bytes until both sides have ended.
   *
   * @param switched the head of the 101
   * @param incoming the origin's bytes
   * @param outgoing takes the client's bytes, once
   */
  void switched(
      ClientRequest request,
      ResponseHead switched,
      BodySource incoming,
      Consumer<BodySource> outgoing,
      Account account) {
    Departure.stopWatching(request.exchange());
    HeaderMap headers = write(request, switched.withFields(HopByHop.removed(switched.fields())));
    switched.fields().all(FieldNames.UPGRADE).forEach(value -> headers.add(Headers.UPGRADE, value));
    long firstByteNanos = nanos() - request.beganNanos();
    ClientTunnel.open(
        request.exchange(),
        incoming,
        outgoing,
        clients.write(),
        () -> tell(request, account, firstByteNanos, new SendOutcome.Complete(0)));
  }

  /**
   * Says that no origin gave a usable answer (RFC 9110 §15.6). A client whose write did nothing is
   * told when to send it again.
   */
  void failed(ClientRequest request, OriginFailure failure) {
    OriginFailure.Kind kind = failure.kind();
    int status =
        kind.isBeforeRequest() && !request.head().isSafe()
            ? StatusCodes.SERVICE_UNAVAILABLE
            : failure.status();
    failed(request, kind.error(), status, kind.sentence());
  }

  /** Says that the request cannot be passed on. */
  void failed(ClientRequest request, ProxyError error, String detail) {
    failed(request, error, error.status().orElseThrow(), detail);
  }

  private void failed(ClientRequest request, ProxyError error, int status, String detail) {
    ProxyStatus told = ProxyStatus.error(settings.pseudonym(), error).withDetails(detail);
    request.exchange().getResponseHeaders().put(PROXY_STATUS, told.text());
    problem(request, RequestKind.ERROR, status, detail);
  }

  /** Says that nothing stored satisfies {@code only-if-cached} (RFC 9111 §5.2.1.7). */
  void onlyIfCached(ClientRequest request) {
    problem(
        request,
        RequestKind.REFUSED,
        StatusCodes.GATEWAY_TIME_OUT,
        "nothing stored satisfies only-if-cached");
  }

  /** Ends a request whose client left before there was an answer. */
  void abandoned(ClientRequest request) {
    request.exchange().setStatusCode(NOBODY_WAITS);
    recorded(request, Account.ofLocal(RequestKind.ABANDONED))
        .accept(new SendOutcome.ClientGone(0, "the client left before there was an answer"));
    ConnectionEnd.abort(request.exchange());
  }

  /** Refuses the request. */
  void refuse(ClientRequest request, int status, String detail) {
    problem(request, RequestKind.REFUSED, status, detail);
  }

  /** Gives an answer that this cache makes itself. */
  void local(ClientRequest request, ResponseHead head) {
    local(request, head, NO_BYTES);
  }

  /** Gives an answer with content that this cache makes itself. */
  void local(ClientRequest request, ResponseHead head, ByteBuffer content) {
    UndertowFields.write(head.fields(), request.exchange().getResponseHeaders());
    request.exchange().setStatusCode(head.status());
    send(request, content, recorded(request, Account.ofLocal(RequestKind.LOCAL)));
  }

  private void problem(ClientRequest request, RequestKind kind, int status, String detail) {
    HttpServerExchange exchange = request.exchange();
    HeaderMap headers = write(request, new ResponseHead(status, downstream.own()));
    if (status == StatusCodes.SERVICE_UNAVAILABLE) {
      headers.put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    ByteBuffer body = new Problem(status, detail).begin(exchange);
    send(request, body, recorded(request, Account.ofLocal(kind)));
  }

  /** Writes the head that all answers have in common. */
  private HeaderMap begin(ClientRequest request, int status, Fields fields, Account account) {
    HeaderMap headers = write(request, new ResponseHead(status, fields));
    headers.add(CACHE_STATUS, account.cacheStatus());
    if (settings.serverTiming() == ProxySettings.ServerTiming.ON) {
      headers.add(SERVER_TIMING, serverTiming(request, account));
    }
    return headers;
  }

  private static HeaderMap write(ClientRequest request, ResponseHead head) {
    HttpServerExchange exchange = request.exchange();
    exchange.setStatusCode(head.status());
    UndertowFields.write(
        request
            .session()
            .onto(
                request
                    .match()
                    .route()
                    .stripped(Cors.decorated(request.match(), request.head(), head).fields()),
                request.head().scheme()),
        exchange.getResponseHeaders());
    return exchange.getResponseHeaders();
  }

  private String serverTiming(ClientRequest request, Account account) {
    StringBuilder timing = new StringBuilder("cache;desc=").append(account.kind().label());
    account.originNanos().ifPresent(nanos -> timing.append(", origin;dur=").append(millis(nanos)));
    long own = nanos() - request.beganNanos();
    return timing.append(", total;dur=").append(millis(own)).toString();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }

  private void send(ClientRequest request, ByteBuffer bytes, Consumer<SendOutcome> done) {
    ClientResponseWriter.send(request.exchange(), bytes, clients.write(), done);
  }

  private void send(ClientRequest request, BodySource body, Consumer<SendOutcome> done) {
    ClientResponseWriter.send(request.exchange(), body, clients.write(), done);
  }

  /** Tells the route's observer of the request once the last byte is out. */
  private Consumer<SendOutcome> recorded(ClientRequest request, Account account) {
    long firstByteNanos = nanos() - request.beganNanos();
    return outcome -> {
      if (outcome instanceof SendOutcome.NotBegun(var cause)) {
        request.exchange().getResponseHeaders().clear();
        failed(request, incomplete(cause));
      } else {
        tell(request, account, firstByteNanos, outcome);
      }
    };
  }

  private static OriginFailure incomplete(BodyFailure cause) {
    return new OriginFailure(
        cause.kind() == BodyFailure.Kind.TIMEOUT
            ? OriginFailure.Kind.HEAD_TIMEOUT
            : OriginFailure.Kind.RESET_BEFORE_HEAD,
        cause.detail());
  }

  private void tell(
      ClientRequest request, Account account, long firstByteNanos, SendOutcome outcome) {
    HttpServerExchange exchange = request.exchange();
    request
        .snapshot()
        .observerOf(request.match())
        .completed(
            new RequestRecord(
                request.match().route().id(),
                request.asked(),
                new RequestRecord.Answered(
                    exchange.getStatusCode(),
                    account.kind(),
                    account.cacheStatus(),
                    outcome.bytes(),
                    endingOf(outcome)),
                new RequestRecord.Timing(
                    request.began(),
                    nanos() - request.beganNanos(),
                    firstByteNanos,
                    account.originNanos())));
  }

  private static RequestRecord.Ending endingOf(SendOutcome outcome) {
    return switch (outcome) {
      case SendOutcome.Complete complete -> RequestRecord.Ending.COMPLETE;
      case SendOutcome.ClientGone gone -> RequestRecord.Ending.CLIENT_GONE;
      case SendOutcome.SourceFailed failed -> RequestRecord.Ending.BROKEN_OFF;
      case SendOutcome.NotBegun notBegun -> RequestRecord.Ending.BROKEN_OFF;
    };
  }
}
