package dev.edgecache.fetch;

/**
 * How many requests may wait for fetches that others began.
 *
 * @param perFetch for one fetch
 * @param inAll for all fetches together
 */
public record WaitLimits(int perFetch, int inAll) {

  /** Rejects limits that forbid to share a fetch. */
  public WaitLimits {
    atLeastOne("perFetch", perFetch);
    atLeastOne("inAll", inAll);
  }

  /**
   * The limits for that many connections of clients: one waiting request for each in all, since
   * those over HTTP/2 may bring more, and half of them for one fetch, so that no single answer
   * keeps all others from being waited for.
   */
  public static WaitLimits ofConnections(int connections) {
    return new WaitLimits(Math.max(1, connections / 2), connections);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
  }
}
