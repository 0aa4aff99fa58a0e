package dev.edgecache.consistency.model.protocol;

/** What the primary and the replicas hold, derived from a state. */
record Database(Variables at) {
  static final int PRIMARY = 0;

  int epoch(long[] state) {
    return at.promoted.of(state);
  }

  int epochOf(long[] state, int source) {
    return source != PRIMARY && at.diverged[source - 1].in(state) ? 0 : epoch(state);
  }

  int positionOf(long[] state, int source) {
    return source == PRIMARY ? position(state) : at.replayed[source - 1].of(state);
  }

  /** The primary's position. */
  int position(long[] state) {
    return at.promoted.in(state) ? inNewEpoch(state, at.commits.of(state)) : at.commits.of(state);
  }

  /** Whether the write was committed and is not in the history that goes on. */
  boolean isLost(long[] state, int write) {
    return at.promoted.in(state)
        && write > at.switchPoint.of(state)
        && write <= at.commitsBefore.of(state);
  }

  int epochOfWrite(long[] state, int write) {
    return at.promoted.in(state) && write > at.commitsBefore.of(state) ? 1 : 0;
  }

  int positionOfWrite(long[] state, int write) {
    return epochOfWrite(state, write) == 1 ? inNewEpoch(state, write) : write;
  }

  private int inNewEpoch(long[] state, int write) {
    return write - at.commitsBefore.of(state) + at.switchPoint.of(state);
  }

  /** The last write of the key up to that one that is not lost. */
  int latest(long[] state, int write, int key) {
    int latest = write;
    while (latest > 0 && (at.keyOf[latest].of(state) != key || isLost(state, latest))) {
      latest--;
    }
    return latest;
  }

  /** The version of the key that the source holds. */
  int read(long[] state, int source, int key) {
    int position = positionOf(state, source);
    if (epochOf(state, source) < epoch(state)) {
      int latest = position;
      while (latest > 0 && at.keyOf[latest].of(state) != key) {
        latest--;
      }
      return latest;
    }
    boolean after = at.promoted.in(state) && position > at.switchPoint.of(state);
    int write = after ? position - at.switchPoint.of(state) + at.commitsBefore.of(state) : position;
    return latest(state, write, key);
  }
}
