package dev.edgecache.fetch;

import java.util.ArrayList;
import java.util.List;

/**
 * The requests that wait for the head of one fetch: the one that began it, and those that entered
 * later. Each of them either leaves, or is among those that {@link #close} returns, and is then
 * told its own outcome by whoever closes.
 *
 * <p>Who enters has a place in the waiting room until then; who began the fetch needs none.
 */
final class Waiters {

  /** How a request came to wait. */
  enum Role {
    /** It began the fetch: the origin answers it, and it gets the fields that are its own. */
    STARTER,
    /** It entered later. */
    FOLLOWER
  }

  /**
   * A request that waits.
   *
   * @param sequence the sequence of the log of invalidations when it came
   */
  record Waiter(FetchRequest request, FetchListener listener, long sequence, Role role) {

    boolean isStarter() {
      return role == Role.STARTER;
    }

    void outcome(FetchOutcome outcome) {
      listener.outcome(outcome);
    }
  }

  /** What became of a request that asked to wait. */
  enum Entering {
    ENTERED,
    /** Too many wait already. */
    FULL,
    /** The head has come, or the last one that waited has left. */
    CLOSED
  }

  private final WaitingRoom room;

  // Guarded by this.
  private final List<Waiter> waiting = new ArrayList<>(2);
  private boolean closed;

  Waiters(WaitingRoom room, FetchRequest request, FetchListener starter, long sequence) {
    this.room = room;
    waiting.add(new Waiter(request, starter, sequence, Role.STARTER));
  }

  /** Lets one more request wait, if there is room. */
  synchronized Entering enter(FetchRequest request, FetchListener listener, long sequence) {
    if (closed) {
      return Entering.CLOSED;
    }
    if (!room.tryEnter(followers())) {
      return Entering.FULL;
    }
    waiting.add(new Waiter(request, listener, sequence, Role.FOLLOWER));
    return Entering.ENTERED;
  }

  /**
   * Lets a request go that waits; with the last one nobody enters any more.
   *
   * @return whether it was the last one
   */
  synchronized boolean leave(FetchListener listener) {
    int before = followers();
    boolean waited = waiting.removeIf(waiter -> waiter.listener().equals(listener));
    room.leave(before - followers());
    closed |= waiting.isEmpty();
    return waited && waiting.isEmpty();
  }

  /** Lets nobody enter any more, and returns those that waited until now: the starter first. */
  synchronized List<Waiter> close() {
    List<Waiter> last = all();
    room.leave(followers());
    waiting.clear();
    closed = true;
    return last;
  }

  synchronized List<Waiter> all() {
    return List.copyOf(waiting);
  }

  synchronized int size() {
    return waiting.size();
  }

  private int followers() {
    boolean starterWaits = !waiting.isEmpty() && waiting.getFirst().isStarter();
    return starterWaits ? waiting.size() - 1 : waiting.size();
  }
}
