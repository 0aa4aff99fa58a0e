package dev.edgecache.serve;

import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchListener;
import dev.edgecache.fetch.FetchOutcome;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.serve.connection.Departure;
import dev.edgecache.serve.decide.Attempt;
import dev.edgecache.serve.record.Account;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * One request's wait for a fetch that it may share. Everything but the listener's calls happens on
 * the connection's I/O thread.
 */
final class FetchWait implements FetchListener {

  private final StoreAnswering answering;
  private final ClientRequest request;
  private final FetchRequest fetch;
  private final Decision.Reason reason;
  private final Attempt attempt;
  private final long askedNanos;
  private boolean answered;
  private FetchCollapser.Place place = FetchCollapser.Place.NONE;
  private XnioExecutor.@Nullable Key timer;

  FetchWait(
      StoreAnswering answering,
      ClientRequest request,
      FetchRequest fetch,
      Decision.Reason reason,
      Attempt attempt) {
    this.answering = answering;
    this.attempt = attempt;
    this.request = request;
    this.fetch = fetch.requiring(attempt.floor(), attempt.reader());
    this.reason = reason;
    this.askedNanos = answering.replies().nanos();
  }

  /** Asks, and answers the request when the outcome comes. */
  void begin() {
    request.exchange().dispatch(SameThreadExecutor.INSTANCE, this::ask);
  }

  /** Asks, and answers the request with the outcome or, if it is late, by running the other. */
  void beginWithin(Duration patience, Runnable otherwise) {
    request
        .exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              timer =
                  request
                      .exchange()
                      .getIoThread()
                      .executeAfter(
                          () -> {
                            if (!answered) {
                              answered = true;
                              otherwise.run();
                            }
                          },
                          patience.toNanos(),
                          TimeUnit.NANOSECONDS);
              ask();
            });
  }

  private void ask() {
    place =
        switch (attempt.sharing()) {
          case TOGETHER -> answering.collapser().join(fetch, this);
          case ALONE -> answering.collapser().fetchAlone(fetch, this);
        };
    Departure.onLeavingWhileWaiting(request.exchange(), this::leave);
  }

  private void leave() {
    if (!answered) {
      answered();
      place.leave();
      answering.replies().abandoned(request);
    }
  }

  @Override
  public void interim(ResponseHead head) {
    request
        .exchange()
        .getIoThread()
        .execute(
            () -> {
              if (!answered) {
                Relay.relayInterim(request, head);
              }
            });
  }

  @Override
  public void outcome(FetchOutcome outcome) {
    request.exchange().getIoThread().execute(() -> take(outcome));
  }

  private void take(FetchOutcome outcome) {
    if (answered) {
      NOBODY.outcome(outcome);
      return;
    }
    switch (outcome) {
      case FetchOutcome.Released(var why) -> {
        answered();
        answering.answer(request, fetch.rule(), attempt.next(why));
      }
      case FetchOutcome.Behind(var floor) -> {
        answered();
        answering.answer(request, fetch.rule(), attempt.beyond(floor));
      }
      case FetchOutcome.Available available -> {
        answered();
        StoredResponse response = available.response();
        Freshness freshness = Freshness.of(response, answering.time().clock().instant());
        answering.send(request, response, freshness, accountOf(available, freshness));
      }
      case FetchOutcome.Relayed(var head, var body, var unstored) -> {
        answered();
        answering.replies().relayed(request, head, body, forwarded().notStored(head, unstored));
      }
      case FetchOutcome.Failed(var failure) -> {
        answered();
        answering.replies().failed(request, failure);
      }
    }
  }

  private void answered() {
    answered = true;
    if (timer != null) {
      timer.remove();
    }
  }

  private Account accountOf(FetchOutcome.Available available, Freshness freshness) {
    return place.part() == FetchCollapser.Part.SPARED
        ? Account.ofSpared(answering.replies().cacheName(), freshness)
        : forwarded().available(available, place.part(), freshness);
  }

  private Account.Forwarded forwarded() {
    return new Account.Forwarded(
        answering.replies().cacheName(),
        Account.reasonOf(reason),
        answering.replies().nanos() - askedNanos);
  }
}
