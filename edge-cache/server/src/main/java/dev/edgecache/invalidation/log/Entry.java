package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Recorded;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An invalidation in the log, and what has become of it. */
public final class Entry {

  private final Recorded recorded;
  private volatile Location location;
  private volatile CompletableFuture<Acknowledgement> acknowledged = new CompletableFuture<>();

  Entry(Recorded recorded, Location location) {
    this.recorded = recorded;
    this.location = location;
  }

  Recorded recorded() {
    return recorded;
  }

  /** Its place in the log. */
  public long sequence() {
    return recorded.sequence();
  }

  /** What came. */
  public Invalidation invalidation() {
    return recorded.invalidation();
  }

  /** What is known of its position. */
  public Location location() {
    return location;
  }

  /** Completes when it is in effect, and as durable as it gets for now. */
  public CompletionStage<Acknowledgement> acknowledged() {
    return acknowledged;
  }

  void locatedAt(Location other) {
    location = other;
  }

  /** Says what is promised, on the thread of the caller to those who wait. */
  void acknowledge(Acknowledgement promise) {
    if (!acknowledged.complete(promise)) {
      acknowledged = CompletableFuture.completedFuture(promise);
    }
  }
}
