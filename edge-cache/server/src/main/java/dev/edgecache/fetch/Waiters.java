package dev.edgecache.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** A request that waits. */
  record Waiter(FetchRequest request, FetchListener listener, Role role) {

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

  /** The count of requests that wait for fetches which others began. */
  static final class Room {

    private final WaitLimits limits;
    private final AtomicInteger waiting = new AtomicInteger();

    Room(WaitLimits limits) {
      this.limits = limits;
    }

    /**
     * Lets one more request wait, if there is room.
     *
     * @param same the number of those that wait for the same fetch
     */
    boolean tryEnter(int same) {
      if (same >= limits.perFetch()) {
        return false;
      }
      if (waiting.incrementAndGet() <= limits.inAll()) {
        return true;
      }
      waiting.decrementAndGet();
      return false;
    }

    /** Says that so many wait no longer. */
    void leave(int requests) {
      waiting.addAndGet(-requests);
    }
  }

  private final Room room;

  // Guarded by this.
  private final List<Waiter> waiting = new ArrayList<>(2);
  private boolean closed;

  Waiters(Room room, FetchRequest request, FetchListener starter) {
    this.room = room;
    waiting.add(new Waiter(request, starter, Role.STARTER));
  }

  /** Lets one more request wait, if there is room. */
  synchronized Entering enter(FetchRequest request, FetchListener listener) {
    if (closed) {
      return Entering.CLOSED;
    }
    if (!room.tryEnter(followers())) {
      return Entering.FULL;
    }
    waiting.add(new Waiter(request, listener, Role.FOLLOWER));
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
