package dev.edgecache.origin;

/** The way to one origin: its connections, its limits and its circuit breaker. */
public interface OriginClient extends AutoCloseable {

  /**
   * Begins one exchange and returns at once. The listener is called on an event loop, never before
   * this method was entered, perhaps before it returned. May be called from any thread.
   */
  OriginExchange exchange(OriginRequest request, OriginListener listener);

  /** What is known of this origin now. */
  OriginHealth health();

  /**
   * Retires this client: exchanges that run finish, exchanges that wait for a connection and later
   * ones fail as {@link OriginFailure.Kind#CANCELLED}, and each connection closes once it is idle.
   */
  @Override
  void close();
}
