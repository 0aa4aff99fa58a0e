package dev.edgecache.origin;

/** The way to one origin: its connections, its limits and its health. */
public interface OriginClient extends AutoCloseable {

  /**
   * Begins one exchange and returns at once. The listener is called on an event loop, never before
   * this method was entered, perhaps before it returned. May be called from any thread.
   */
  OriginExchange exchange(OriginRequest request, OriginListener listener);

  /** What is known of this origin now. */
  OriginHealth health();

  /** The share of the requests meant for this origin that it is to get now, 0 to 1. */
  double share();

  /** Whether responses with this status tell against this origin. */
  boolean isFailure(int status);

  /** Takes one retry out of the budget of this origin, if so much is left. */
  boolean withdrawRetry();

  /** Sends nothing more to this origin, what waits for a connection included, until the end. */
  void fence();

  /** Ends a fence. */
  void unfence();

  /**
   * Retires this client: exchanges that run finish, exchanges that wait for a connection and later
   * ones fail as {@link OriginFailure.Kind#CANCELLED}, and each connection closes once it is idle.
   */
  @Override
  void close();
}
