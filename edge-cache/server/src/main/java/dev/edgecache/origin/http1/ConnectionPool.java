package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginSettings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of one origin that are unused, the exchanges that wait for one, and the count of
 * all. The connection used last is used next, so that a lower load lets the others grow old.
 *
 * <p>A connection counts from the permission to open it until {@link #closed}. One lock guards all;
 * nothing outside this class is called while it is held.
 */
final class ConnectionPool {
  private final OriginSettings.Connections limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
  private int open;
  private int reclaimed;
  private boolean retired;

  ConnectionPool(OriginSettings.Connections limits) {
    this.limits = limits;
  }

  /** Answers an exchange that needs a connection, on the calling thread. */
  void acquire(Exchange exchange) {
    OriginConnection reused = null;
    Grant grant;
    lock.lock();
    try {
      if (retired) {
        grant = Grant.RETIRED;
      } else if ((reused = idle.pollLast()) != null) {
        grant = Grant.REUSE;
      } else if (open < limits.max()) {
        open++;
        grant = Grant.OPEN;
      } else if (waiting.size() < limits.maxPending()) {
        waiting.addLast(exchange);
        grant = Grant.WAIT;
      } else {
        grant = Grant.FULL;
      }
    } finally {
      lock.unlock();
    }
    switch (grant) {
      case REUSE -> exchange.use(Objects.requireNonNull(reused));
      case OPEN -> exchange.open();
      case WAIT -> exchange.waits();
      case FULL ->
          exchange.refuse(
              OriginFailure.Kind.OVERLOADED,
              "all " + limits.max() + " connections are in use and the queue for them is full");
      case RETIRED -> exchange.refuse(OriginFailure.Kind.CANCELLED, "the origin is retired");
    }
  }

  /** Takes back a connection that can carry another exchange. */
  void release(OriginConnection connection) {
    Exchange next;
    boolean close;
    lock.lock();
    try {
      next = waiting.pollFirst();
      close = next == null && retired;
      if (next == null && !retired) {
        idle.addLast(connection);
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.use(connection);
    } else if (close) {
      connection.close();
    }
  }

  /** Takes an unused connection out; false if an exchange has got it already. */
  boolean withdraw(OriginConnection connection) {
    lock.lock();
    try {
      return idle.removeLastOccurrence(connection);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether an exchange that its own client holds up has to make way: there are more that wait for
   * a connection than have been told so. Who is told closes its connection.
   */
  boolean reclaims() {
    lock.lock();
    try {
      boolean wanted = waiting.size() > reclaimed;
      reclaimed += wanted ? 1 : 0;
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that one connection fewer is open, or that one could not be opened. */
  void closed() {
    Exchange next;
    lock.lock();
    try {
      next = waiting.pollFirst();
      if (next == null) {
        open--;
      }
      reclaimed = Math.min(Math.max(0, reclaimed - 1), waiting.size());
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.open();
    }
  }

  /** Takes an exchange out of the queue; false if it is not there, or no longer. */
  boolean forget(Exchange exchange) {
    lock.lock();
    try {
      return waiting.remove(exchange);
    } finally {
      lock.unlock();
    }
  }

  /** Closes unused connections, refuses those that wait, and lets the others finish. */
  void retire() {
    List<OriginConnection> unused;
    List<Exchange> refused;
    lock.lock();
    try {
      retired = true;
      unused = List.copyOf(idle);
      idle.clear();
      refused = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    unused.forEach(OriginConnection::close);
    refused.forEach(
        exchange -> exchange.refuse(OriginFailure.Kind.CANCELLED, "the origin is retired"));
  }

  /** The numbers now. */
  OriginHealth.Connections count() {
    lock.lock();
    try {
      return new OriginHealth.Connections(open - idle.size(), idle.size(), waiting.size());
    } finally {
      lock.unlock();
    }
  }

  private enum Grant {
    REUSE,
    OPEN,
    WAIT,
    FULL,
    RETIRED
  }
}
