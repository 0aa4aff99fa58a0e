package dev.edgecache.positions;

import dev.edgecache.consistency.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the primary was in one epoch, and when; by it the lag of a replica is told in time. When it
 * is long, every second reading is forgotten, so that lags grow coarse, not wrong.
 */
final class PrimaryTrail {

  private static final int MOST = 4096;

  private final List<Step> steps = new ArrayList<>();

  private record Step(Position position, long nanos) {}

  /** Adds a reading; one that shows no progress says nothing new. */
  void add(Position position, long nanos) {
    if (last().filter(last -> last.isAtLeast(position)).isEmpty()) {
      thin();
      steps.add(new Step(position, nanos));
    }
  }

  private void thin() {
    if (steps.size() == MOST) {
      List<Step> kept = new ArrayList<>();
      for (int i = 0; i < MOST; i += 2) {
        kept.add(steps.get(i));
      }
      steps.clear();
      steps.addAll(kept);
    }
  }

  /** Forgets what every replica has reached; the last reading is kept. */
  void reachedByAll(Position position) {
    while (steps.size() > 1 && position.isAtLeast(steps.getFirst().position())) {
      steps.removeFirst();
    }
  }

  /** The last reading. */
  Optional<Position> last() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast().position());
  }

  /** When the oldest reading began that is beyond the position; empty where none is. */
  Optional<Long> firstBeyond(Position position) {
    return steps.stream()
        .filter(step -> !position.isAtLeast(step.position()))
        .map(Step::nanos)
        .findFirst();
  }
}
