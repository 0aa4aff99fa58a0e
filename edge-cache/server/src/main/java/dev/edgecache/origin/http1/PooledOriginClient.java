package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.OriginSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one origin over pooled HTTP/1.1 connections: the parts that its exchanges share. */
final class PooledOriginClient implements OriginClient {
  private static final Logger LOG = LoggerFactory.getLogger(PooledOriginClient.class);

  private final OriginSettings settings;
  private final OriginNetwork network;
  private final OriginObserver observer;
  private final InstantSource clock;
  private final ConnectionPool pool;
  private final Connector connector;
  private final RetryBudget budget;
  private final CircuitBreaker breaker;
  private final BitSet failureStatuses = new BitSet();
  private volatile OriginHealth.@Nullable LastFailure lastFailure;

  PooledOriginClient(
      OriginSettings settings,
      OriginNetwork network,
      OriginObserver observer,
      InstantSource clock) {
    this.settings = settings;
    this.network = network;
    this.observer = observer;
    this.clock = clock;
    this.pool = new ConnectionPool(settings.connections());
    this.connector = new Connector(settings, network, pool, observer);
    this.budget = new RetryBudget(settings.retries());
    this.breaker = breaker(settings);
    breaker
        .getEventPublisher()
        .onStateTransition(transition -> tell(transition.getStateTransition()));
    settings.breaker().statuses().forEach(failureStatuses::set);
  }

  @Override
  public OriginExchange exchange(OriginRequest request, OriginListener listener) {
    Exchange exchange = new Exchange(this, request, listener);
    exchange.begin();
    return exchange;
  }

  @Override
  public OriginHealth health() {
    OriginHealth.Breaker state =
        switch (breaker.getState()) {
          case CLOSED, DISABLED, METRICS_ONLY -> OriginHealth.Breaker.CLOSED;
          case OPEN, FORCED_OPEN -> OriginHealth.Breaker.OPEN;
          case HALF_OPEN -> OriginHealth.Breaker.HALF_OPEN;
        };
    return new OriginHealth(
        settings.url().toString(), state, pool.count(), Optional.ofNullable(lastFailure));
  }

  @Override
  public void close() {
    pool.retire();
  }

  OriginSettings settings() {
    return settings;
  }

  OriginObserver observer() {
    return observer;
  }

  ConnectionPool pool() {
    return pool;
  }

  Connector connector() {
    return connector;
  }

  RetryBudget budget() {
    return budget;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** An event loop, each in its turn. */
  EventLoop loop() {
    return network.loop();
  }

  /** Tells the circuit breaker of a response. */
  void succeeded(int status, long nanos) {
    if (failureStatuses.get(status)) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, new BlamedException());
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Tells the circuit breaker of a failure after it had let the exchange through. */
  void failed(OriginFailure failure, long nanos) {
    if (failure.kind().blamesOrigin()) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, new BlamedException());
    } else {
      breaker.releasePermission();
    }
  }

  private void tell(CircuitBreaker.StateTransition transition) {
    String cause =
        Optional.ofNullable(lastFailure)
            .map(last -> last.failure().detail())
            .orElse("bad statuses");
    switch (transition.getToState()) {
      case OPEN ->
          LOG.warn(
              "Origin {} fails too often; it is left alone for {}: {}",
              settings.url(),
              settings.breaker().openFor(),
              cause);
      case CLOSED -> LOG.info("Origin {} answers again", settings.url());
      case HALF_OPEN, DISABLED, METRICS_ONLY, FORCED_OPEN -> {}
    }
  }

  /** Remembers a failure that tells against the origin, and tells the observer of every one. */
  void note(OriginFailure failure) {
    if (failure.kind().blamesOrigin()) {
      lastFailure = new OriginHealth.LastFailure(failure, clock.instant());
    }
    observer.failed(failure);
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
            .waitDurationInOpenState(breaker.openFor())
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .permittedNumberOfCallsInHalfOpenState(Math.min(5, breaker.minimum()))
            .slowCallDurationThreshold(Duration.ofDays(366))
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
