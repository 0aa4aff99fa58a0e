package dev.edgecache.origin.http1;

import java.time.Duration;

/** How long a turn waits for what it awaits, in nanoseconds from an instant. */
final class Patience {
  private static final Duration CONTINUE = Duration.ofSeconds(1);

  private final Exchange exchange;
  private final Duration pending;
  private final long beganAt;

  /**
   * The patience of a turn that began at that reading of {@link System#nanoTime()}.
   *
   * @param pending how long others wait for the connection
   */
  Patience(Exchange exchange, Duration pending, long beganAt) {
    this.exchange = exchange;
    this.pending = pending;
    this.beganAt = beganAt;
  }

  /** What a turn may wait for. */
  enum Awaited {
    /** The interim response that asks for the content. */
    CONTINUE,
    /** That the origin takes more of the content. */
    SENDING,
    /** The head of the response. */
    HEAD,
    /** More of the body of the response. */
    BODY,
    /** The client, who is to send more or to take what has come. */
    CLIENT
  }

  /**
   * The time that is left, perhaps negative.
   *
   * @param sentAt when the last byte of the request was sent
   */
  long left(Awaited awaited, long sentAt, long now) {
    long patience =
        switch (awaited) {
          case CONTINUE -> beganAt + CONTINUE.toNanos() - now;
          case SENDING, BODY -> exchange.timeouts().betweenBytes().toNanos();
          case HEAD -> sentAt + exchange.timeouts().responseHead().toNanos() - now;
          case CLIENT -> ofClients();
        };
    return Math.min(patience, exchange.deadline() - now);
  }

  /** Half of the time that others wait for a connection, so that they get one in time. */
  long ofClients() {
    return pending.toNanos() / 2;
  }

  /** Whether the time of the whole exchange is over. */
  boolean isOver(long now) {
    return now - exchange.deadline() >= 0;
  }
}
