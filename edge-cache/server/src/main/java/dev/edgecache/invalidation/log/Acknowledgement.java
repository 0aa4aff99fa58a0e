package dev.edgecache.invalidation.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What is promised of an invalidation that is in effect. */
public enum Acknowledgement {
  /** It holds after a crash, too. */
  SYNCED,
  /** It holds until the process ends, as configured. */
  IN_MEMORY,
  /** It holds until the process ends; it will be made durable as soon as that works again. */
  UNWRITTEN;

  /** Whether whoever told of it may forget it. */
  public boolean isKept() {
    return this != UNWRITTEN;
  }

  /** What can be promised by then: {@link #UNWRITTEN} where the log takes longer. */
  public static CompletableFuture<Acknowledgement> within(
      Duration longest, CompletionStage<Acknowledgement> acknowledged) {
    return acknowledged
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(UNWRITTEN, longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
