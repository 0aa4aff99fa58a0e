package dev.edgecache.invalidation;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Position;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * A round in which floors retire: a few at a time begin to, then everything that is stored is
 * compared with the floors, and then they go, a few at a time again. For one thread at a time.
 */
public final class Retirement {

  private final Floors floors;
  private final Iterator<Map.Entry<String, Floor>> unseen;
  private final Queue<Floors.Retiring> begun = new ArrayDeque<>();

  Retirement(Floors floors, Iterator<Map.Entry<String, Floor>> unseen) {
    this.floors = floors;
    this.unseen = unseen;
  }

  /**
   * Has the next floors begin that all later answers meet, as replicas have come so far.
   *
   * @param replicas what every replica has replayed; empty if that is not known
   * @return whether floors are left to look at
   */
  public boolean begin(Optional<Position> replicas) {
    Floors.Retiring next = floors.beginRetirement(unseen, replicas);
    if (!next.isNothing()) {
      begun.add(next);
    }
    return unseen.hasNext();
  }

  /** Whether no floor retires. */
  public boolean isNothing() {
    return begun.isEmpty();
  }

  /**
   * Lets the next floors go, as everything that is stored was compared with them since they began.
   *
   * @return whether others are left
   */
  public boolean end() {
    Optional.ofNullable(begun.poll()).ifPresent(floors::retire);
    return !begun.isEmpty();
  }
}
