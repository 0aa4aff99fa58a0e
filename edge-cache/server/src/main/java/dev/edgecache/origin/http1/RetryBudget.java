package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginSettings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The share of the load that may be repetition: each exchange pays in a part of a retry, each retry
 * takes out a whole one, so that retries never multiply the load of an origin in trouble.
 */
final class RetryBudget {
  private static final int ONE = 1000;

  private final int deposit;
  private final int most;
  private final AtomicInteger saved;

  RetryBudget(OriginSettings.Retries retries) {
    this.deposit = Math.round((float) retries.share() * ONE);
    this.most = deposit == 0 ? 0 : retries.burst() * ONE;
    this.saved = new AtomicInteger(most);
  }

  /** Pays in for one exchange. */
  void deposit() {
    if (saved.get() < most) {
      saved.getAndUpdate(now -> Math.min(most, now + deposit));
    }
  }

  /** Takes out one retry, if so much is saved. */
  boolean withdraw() {
    return saved.getAndUpdate(now -> now >= ONE ? now - ONE : now) >= ONE;
  }
}
