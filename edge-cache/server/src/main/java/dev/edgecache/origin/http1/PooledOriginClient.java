package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.health.Standing;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to one origin over pooled HTTP/1.1 connections: the parts that its exchanges share. */
final class PooledOriginClient implements OriginClient {
  private final OriginSettings settings;
  private final OriginNetwork network;
  private final OriginObserver observer;
  private final InstantSource clock;
  private final ConnectionPool pool;
  private final Connector connector;
  private final RetryBudget budget;
  private final Standing standing;
  private volatile Optional<HealthProbe> probe = Optional.empty();
  private volatile OriginHealth.@Nullable LastFailure lastFailure;

  PooledOriginClient(
      OriginSettings settings,
      OriginNetwork network,
      OriginObserver observer,
      InstantSource clock,
      Standing standing) {
    this.settings = settings;
    this.network = network;
    this.observer = observer;
    this.clock = clock;
    this.pool = new ConnectionPool(settings.connections());
    this.connector = new Connector(settings, network, pool, observer);
    this.budget = new RetryBudget(settings.retries());
    this.standing = standing;
  }

  /** Takes the health checks that end with this client. */
  void closesWith(HealthProbe checks) {
    probe = Optional.of(checks);
  }

  @Override
  public OriginExchange exchange(OriginRequest request, OriginListener listener) {
    Exchange exchange = new Exchange(this, request, listener);
    exchange.begin();
    return exchange;
  }

  @Override
  public OriginHealth health() {
    return new OriginHealth(
        settings.url().toString(),
        standing.state(),
        standing.share(),
        pool.count(),
        Optional.ofNullable(lastFailure));
  }

  @Override
  public double share() {
    return standing.share();
  }

  @Override
  public boolean isFailure(int status) {
    return standing.isFailure(status);
  }

  @Override
  public boolean withdrawRetry() {
    return budget.withdraw();
  }

  @Override
  public void fence() {
    standing.fence();
  }

  @Override
  public void unfence() {
    standing.unfence();
  }

  @Override
  public void close() {
    probe.ifPresent(HealthProbe::close);
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

  Standing standing() {
    return standing;
  }

  /** An event loop, each in its turn. */
  EventLoop loop() {
    return network.loop();
  }

  /** Remembers a failure that tells against the origin, and tells the observer of every one. */
  void note(OriginFailure failure) {
    if (failure.kind().blamesOrigin()) {
      lastFailure = new OriginHealth.LastFailure(failure, clock.instant());
    }
    observer.failed(failure);
  }
}
