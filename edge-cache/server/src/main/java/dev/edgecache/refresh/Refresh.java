package dev.edgecache.refresh;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.fetch.FetchListener;
import dev.edgecache.fetch.FetchOutcome;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.refresh.RefreshObserver.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** A refresh under way: until the last byte, as it has a connection of the origin until then. */
final class Refresh implements FetchListener {

  private final Refresher refresher;
  private final Wish wish;
  private final long most;
  private final Executor thread;

  /**
   * A refresh.
   *
   * @param refresher told on that thread what becomes of it
   * @param most the most bytes that are stored
   */
  Refresh(Refresher refresher, Wish wish, long most, Executor thread) {
    this.refresher = refresher;
    this.wish = wish;
    this.most = most;
    this.thread = thread;
  }

  @Override
  public void interim(ResponseHead head) {}

  @Override
  public void outcome(FetchOutcome outcome) {
    switch (outcome) {
      case FetchOutcome.Available(var response, var how) -> {
        switch (how) {
          case FETCHED -> new Drain(response.body().stream()).more();
          case REVALIDATED -> ended(Outcome.REFRESHED);
          case STALE_IF_ERROR -> troubled();
        }
      }
      case FetchOutcome.Relayed(var head, var body, _) -> {
        body.cancel();
        if (head.status() >= 500) {
          troubled();
        } else {
          ended(Outcome.NOT_STORED);
        }
      }
      case FetchOutcome.Released _ -> ended(Outcome.NOT_STORED);
      case FetchOutcome.Behind _ -> thread.execute(() -> refresher.behind(wish));
      case FetchOutcome.Failed(var failure) when failure.kind().isOfLag() ->
          thread.execute(() -> refresher.behind(wish));
      case FetchOutcome.Failed(var failure) -> thread.execute(() -> refresher.failed(failure));
    }
  }

  private void ended(Outcome outcome) {
    thread.execute(() -> refresher.ended(outcome));
  }

  /** The origin answered with an error. */
  private void troubled() {
    thread.execute(
        () -> {
          refresher.pause();
          refresher.ended(Outcome.FAILED);
        });
  }

  /** Reads a body to its end, for nobody, or until it is too large to be stored. */
  private final class Drain implements BodyReceiver {
    private final BodySource body;
    private long read;

    Drain(BodySource body) {
      this.body = body;
    }

    /** Asks on the thread of refreshes, so that many pieces at hand do not call one another. */
    void more() {
      thread.execute(() -> body.next(this));
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      read += bytes.remaining();
      if (read > most) {
        body.cancel();
        ended(Outcome.NOT_STORED);
      } else {
        more();
      }
    }

    @Override
    public void end(Fields trailers) {
      ended(Outcome.REFRESHED);
    }

    @Override
    public void failed(BodyFailure cause) {
      ended(Outcome.FAILED);
    }
  }
}
