package dev.edgecache.origin;

/** The handle of one exchange that was begun. */
public interface OriginExchange {

  /**
   * Gives the exchange up, from any thread; idempotent. If the listener has had no final answer yet
   * it gets {@link OriginFailure.Kind#CANCELLED}; a response body that was handed out fails as
   * cancelled unless all of it had been received. The connection is closed if the response was not
   * complete.
   */
  void cancel();
}
