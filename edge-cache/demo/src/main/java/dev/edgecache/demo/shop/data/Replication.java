package dev.edgecache.demo.shop.data;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The changes on their way from the primary to one replica. They arrive in the order of their
 * commits; changes committed together arrive together.
 */
final class Replication {

  private record InTransit(List<Change> commit, Instant due) {}

  private final Duration lag;
  private final InstantSource clock;
  private final Deque<InTransit> inTransit = new ArrayDeque<>();

  Replication(Duration lag, InstantSource clock) {
    this.lag = lag;
    this.clock = clock;
  }

  synchronized void send(List<Change> commit) {
    inTransit.addLast(new InTransit(commit, clock.instant().plus(lag)));
  }

  /** Hands over what has arrived since the last call. */
  synchronized void receive(Consumer<Change> receiver) {
    Instant now = clock.instant();
    for (InTransit next = inTransit.peekFirst();
        next != null && !next.due().isAfter(now);
        next = inTransit.peekFirst()) {
      inTransit.removeFirst();
      next.commit().forEach(receiver);
    }
  }
}
