package dev.edgecache.origin.health;

import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth.State;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one state machine of an origin's health: a circuit breaker that exchanges open and close, and
 * that health checks hold open.
 *
 * <p>Too many failed exchanges eject the origin for a time that doubles with each ejection that
 * follows soon upon the last. After it a few exchanges try it. Failed health checks keep it out
 * until enough of them have passed. Once it is back its share of the load rises in a straight line.
 */
public final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  /** The breaker never moves on by itself: this class knows the time. */
  private static final Duration NEVER = Duration.ofDays(366);

  private static final int MAX_TRIALS = 5;
  private static final int MAX_DOUBLINGS = 4;

  private final OriginSettings settings;
  private final OriginObserver observer;
  private final LongSupplier nanos;
  private final CircuitBreaker breaker;
  private final BitSet failureStatuses = new BitSet();
  private volatile boolean fenced;
  private volatile long recoveredAt;
  private volatile boolean recovering;

  // Guarded by this.
  private int failuresInARow;
  private int checksInARow;
  private int ejectionsInARow;
  private long ejectedAt;
  private String cause = "bad statuses";

  /** The standing of an origin that is thought healthy. */
  public Standing(OriginSettings settings, OriginObserver observer, LongSupplier nanos) {
    this.settings = settings;
    this.observer = observer;
    this.nanos = nanos;
    this.breaker = breaker(settings);
    settings.breaker().statuses().forEach(failureStatuses::set);
  }

  /** A standing that admits everything and learns nothing, for the health checks themselves. */
  public static Standing unguarded(OriginSettings settings) {
    Standing standing = new Standing(settings, OriginObserver.NONE, () -> 0);
    standing.breaker.transitionToDisabledState();
    return standing;
  }

  /** What a health check said. */
  public enum Check {
    PASSED,
    FAILED
  }

  /** Whether one exchange may go to the origin; if so, one of the outcomes follows. */
  public boolean admits() {
    tryAgainInTime();
    return !fenced && breaker.tryAcquirePermission();
  }

  /** An exchange that was admitted had a response. */
  public synchronized void answered(int status, long tookNanos) {
    if (isFailure(status)) {
      cause = "it answers with status " + status;
      failed(tookNanos);
    } else {
      failuresInARow = 0;
      CircuitBreaker.State before = breaker.getState();
      breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
      changed(before);
    }
  }

  /** An exchange that was admitted had no response. */
  public synchronized void failed(OriginFailure failure, long tookNanos) {
    if (failure.kind().blamesOrigin()) {
      cause = failure.detail();
      failed(tookNanos);
    } else {
      breaker.releasePermission();
    }
  }

  private void failed(long tookNanos) {
    CircuitBreaker.State before = breaker.getState();
    breaker.onError(tookNanos, TimeUnit.NANOSECONDS, new BlamedException());
    failuresInARow++;
    if (failuresInARow >= settings.breaker().consecutive()
        && breaker.getState() == CircuitBreaker.State.CLOSED) {
      breaker.transitionToOpenState();
    }
    changed(before);
  }

  /** A health check has ended. */
  public synchronized void checked(Check check, HealthRule.Check rule) {
    CircuitBreaker.State before = breaker.getState();
    boolean out = before == CircuitBreaker.State.FORCED_OPEN;
    if (out == (check == Check.FAILED)) {
      checksInARow = 0;
      return;
    }
    checksInARow++;
    if (out && checksInARow >= rule.healthyAfter()) {
      breaker.transitionToClosedState();
    } else if (!out && checksInARow >= rule.unhealthyAfter()) {
      cause = "its health checks fail";
      breaker.transitionToForcedOpenState();
    }
    changed(before);
  }

  /** Keeps everything from the origin until {@link #unfence}. */
  public void fence() {
    fenced = true;
  }

  /** Ends a fence. */
  public void unfence() {
    fenced = false;
  }

  /** Whether nothing may be sent to the origin. */
  public boolean isFenced() {
    return fenced;
  }

  /** Whether responses with this status tell against the origin. */
  public boolean isFailure(int status) {
    return failureStatuses.get(status);
  }

  /** The state now. */
  public State state() {
    tryAgainInTime();
    if (fenced) {
      return State.FENCED;
    }
    return switch (breaker.getState()) {
      case CLOSED -> ramp() < 1 ? State.RECOVERING : State.HEALTHY;
      case OPEN -> State.EJECTED;
      case HALF_OPEN -> State.ON_TRIAL;
      case FORCED_OPEN -> State.UNHEALTHY;
      case DISABLED, METRICS_ONLY -> State.HEALTHY;
    };
  }

  /** The share of the requests meant for the origin that it is to get now, 0 to 1. */
  public double share() {
    return switch (state()) {
      case HEALTHY, ON_TRIAL -> 1;
      case RECOVERING -> ramp();
      case EJECTED, UNHEALTHY, FENCED -> 0;
    };
  }

  /** How far it has recovered, 0 to 1. */
  private double ramp() {
    if (!recovering) {
      return 1;
    }
    long slowStart = settings.health().slowStart().toNanos();
    long since = nanos.getAsLong() - recoveredAt;
    if (since >= slowStart) {
      recovering = false;
      return 1;
    }
    return (double) since / slowStart;
  }

  /** Lets a few exchanges through once the time of an ejection is over. */
  private void tryAgainInTime() {
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      return;
    }
    synchronized (this) {
      if (breaker.getState() == CircuitBreaker.State.OPEN
          && nanos.getAsLong() - ejectedAt >= timeOut()) {
        breaker.transitionToHalfOpenState();
      }
    }
  }

  /** How long the ejection lasts. */
  private long timeOut() {
    int doublings = Math.clamp(ejectionsInARow - 1, 0, MAX_DOUBLINGS);
    return settings.breaker().openFor().toNanos() << doublings;
  }

  private void changed(CircuitBreaker.State before) {
    CircuitBreaker.State after = breaker.getState();
    if (after == before) {
      return;
    }
    checksInARow = 0;
    failuresInARow = 0;
    switch (after) {
      case OPEN -> {
        ejected(before);
        LOG.warn(
            "Origin {} fails too often; it is left alone for {} ms: {}",
            settings.url(),
            Duration.ofNanos(timeOut()).toMillis(),
            cause);
      }
      case FORCED_OPEN -> {
        observer.ejected();
        LOG.warn("Origin {} is left alone until its health checks pass", settings.url());
      }
      case CLOSED -> {
        recoveredAt = nanos.getAsLong();
        recovering = true;
        LOG.info("Origin {} answers again", settings.url());
      }
      case HALF_OPEN, DISABLED, METRICS_ONLY -> {}
    }
  }

  private void ejected(CircuitBreaker.State before) {
    long now = nanos.getAsLong();
    boolean soon = before == CircuitBreaker.State.HALF_OPEN || now - recoveredAt < timeOut();
    ejectionsInARow = ejectionsInARow > 0 && soon ? ejectionsInARow + 1 : 1;
    ejectedAt = now;
    observer.ejected();
  }

  private static CircuitBreaker breaker(OriginSettings settings) {
    OriginSettings.Breaker breaker = settings.breaker();
    return CircuitBreaker.of(
        settings.url().toString(),
        CircuitBreakerConfig.custom()
            .slidingWindow(
                breaker.window(),
                breaker.minimum(),
                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold((float) (breaker.failureShare() * 100))
            .waitDurationInOpenState(NEVER)
            .permittedNumberOfCallsInHalfOpenState(Math.min(MAX_TRIALS, breaker.minimum()))
            .slowCallDurationThreshold(NEVER)
            .writableStackTraceEnabled(false)
            .build());
  }

  /** Stands for any failure that tells against the origin. */
  private static final class BlamedException extends Exception {
    private static final long serialVersionUID = 1L;

    BlamedException() {
      super("the origin failed", null, false, false);
    }
  }
}
