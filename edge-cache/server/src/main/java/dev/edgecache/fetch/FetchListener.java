package dev.edgecache.fetch;

import dev.edgecache.http.ResponseHead;

/** A request that takes part in a fetch. Called on any thread; must not block. */
public interface FetchListener {

  /** An interim response of the origin (RFC 9110 §15.2); zero or more, before the outcome. */
  void interim(ResponseHead head);

  /** What became of the request; exactly once. */
  void outcome(FetchOutcome outcome);

  /** A listener that wants a fetch to take place but nothing of its answer. */
  FetchListener NOBODY =
      new FetchListener() {
        @Override
        public void interim(ResponseHead head) {}

        @Override
        public void outcome(FetchOutcome outcome) {
          switch (outcome) {
            case FetchOutcome.Relayed relayed -> relayed.body().cancel();
            case FetchOutcome.Available available -> available.response().body().release();
            case FetchOutcome.Released released -> {}
            case FetchOutcome.Behind behind -> {}
            case FetchOutcome.Failed failed -> {}
          }
        }
      };
}
