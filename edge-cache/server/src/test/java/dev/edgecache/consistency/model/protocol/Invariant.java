package dev.edgecache.consistency.model.protocol;

/** What must be true of every answer. */
public enum Invariant {
  /** A request that begins after an invalidation was acknowledged sees the change. */
  NO_STALE_AFTER_ACK("I1"),
  /** What is declared stale is so by soft invalidations alone, and not past the window. */
  DECLARED_STALE("I1'"),
  /** A session sees its own writes. */
  READ_YOUR_WRITES("I2"),
  /** A session never goes back, over all keys. */
  MONOTONIC_READS("I3"),
  /** An answer that meets its floors is stored. */
  CONVERGENCE("I9");

  private final String id;

  Invariant(String id) {
    this.id = id;
  }

  @Override
  public String toString() {
    return id;
  }
}
