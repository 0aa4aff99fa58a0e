package dev.edgecache.serve.record;

import dev.edgecache.invalidation.target.Drain;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The answers that are on their way to clients, counted by the time in which they began: a time
 * ends when somebody asks what is on its way.
 */
public final class AnswersUnderWay implements Drain {

  /** Those of this time that have not ended. */
  private volatile AtomicLong current = new AtomicLong();

  /** Earlier times that have not ended. Guarded by this. */
  private final Deque<AtomicLong> earlier = new ArrayDeque<>();

  /** Counts the answer of an exchange until it has ended. */
  public void count(HttpServerExchange exchange) {
    Ticket own = begin();
    exchange.addExchangeCompleteListener(
        (_, next) -> {
          own.end();
          next.proceed();
        });
  }

  /** An answer that is counted. */
  @FunctionalInterface
  interface Ticket {

    /** It has ended; to be called once. */
    void end();
  }

  /**
   * Begins an answer. Either whoever ends this time sees the answer counted, or the answer sees
   * that the time has ended and counts in the next one.
   */
  @SuppressWarnings(
      "ReferenceEquality") // whether it is the same counter, not one that counts alike
  Ticket begin() {
    while (true) {
      AtomicLong own = current;
      own.incrementAndGet();
      if (own == current) {
        return own::decrementAndGet;
      }
      own.decrementAndGet();
    }
  }

  @Override
  public synchronized Begun begun() {
    earlier.removeIf(count -> count.get() == 0);
    earlier.add(current);
    current = new AtomicLong();
    List<AtomicLong> all = List.copyOf(earlier);
    return () -> all.stream().allMatch(count -> count.get() == 0);
  }
}
