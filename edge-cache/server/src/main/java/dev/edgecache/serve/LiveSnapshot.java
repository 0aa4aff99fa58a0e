package dev.edgecache.serve;

/** The rules in force. Any thread may replace them as a whole; each request reads them once. */
public final class LiveSnapshot {

  private volatile Snapshot current;

  /** These rules, until others replace them. */
  public LiveSnapshot(Snapshot first) {
    this.current = first;
  }

  /** The rules in force now. */
  public Snapshot current() {
    return current;
  }

  /** Puts others in force for all requests from now on. */
  public void replace(Snapshot next) {
    current = next;
  }
}
