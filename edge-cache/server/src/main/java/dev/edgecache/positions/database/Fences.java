package dev.edgecache.positions.database;

import dev.edgecache.consistency.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Tells which positions of a primary are settled: all commits up to there are visible. Commits
 * become visible in another order than they are written to the log, and later, so that a position
 * of the log proves nothing by itself.
 *
 * <p>A commit record that lies before a position belongs to a transaction whose number was given
 * out before that position was read. So the position is settled once every transaction of a number
 * that had been given out by then has ended.
 */
final class Fences {

  /** More than a long transaction needs; beyond it, settling goes in longer steps. */
  private static final int MOST = 1024;

  private final Deque<Fence> waiting = new ArrayDeque<>();
  private Optional<Position> settled = Optional.empty();

  private record Fence(Position position, long nextTransaction) {}

  /**
   * The greatest position that is settled.
   *
   * @param reached what was flushed to the log
   * @param oldestRunning the least number, unsigned, that a running transaction has or will have
   * @param nextTransaction the number, unsigned, that the next transaction gets; read after both
   */
  Optional<Position> settled(Position reached, long oldestRunning, long nextTransaction) {
    if (settled.filter(last -> !last.epoch().equals(reached.epoch())).isPresent()) {
      settled = Optional.empty();
    }
    waiting.removeIf(fence -> !fence.position().epoch().equals(reached.epoch()));
    if (waiting.size() == MOST) {
      waiting.removeLast();
    }
    waiting.addLast(new Fence(reached, nextTransaction));
    while (!waiting.isEmpty()
        && Long.compareUnsigned(waiting.peekFirst().nextTransaction(), oldestRunning) <= 0) {
      settled = Optional.of(waiting.removeFirst().position());
    }
    return settled;
  }
}
