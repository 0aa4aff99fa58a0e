package dev.edgecache.origin.http1;

import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.choice.Delay;
import dev.edgecache.origin.health.Standing;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The event loops that the clients of all origins share. */
public final class OriginNetwork implements AutoCloseable {
  private final IoEventLoopGroup loops;

  private OriginNetwork(IoEventLoopGroup loops) {
    this.loops = loops;
  }

  /** Event loops on so many threads. */
  public static OriginNetwork start(int ioThreads) {
    if (ioThreads < 1) {
      throw new IllegalArgumentException("ioThreads: " + ioThreads + " (expected: 1 or more)");
    }
    return new OriginNetwork(
        new MultiThreadIoEventLoopGroup(
            ioThreads, new DefaultThreadFactory("origin-io", true), NioIoHandler.newFactory()));
  }

  /** A client by the machine's own time. */
  public OriginClient client(
      OriginSettings settings, OriginObserver observer, InstantSource clock) {
    return client(settings, observer, clock, System::nanoTime);
  }

  /**
   * A client for one origin; it connects when the first exchange or health check begins.
   *
   * @param clock when failures happened
   * @param nanos the time by which an origin that failed comes back
   * @throws IllegalArgumentException if a certificate or key file of the settings cannot be used;
   *     the message names the file
   */
  public OriginClient client(
      OriginSettings settings, OriginObserver observer, InstantSource clock, LongSupplier nanos) {
    Standing standing = new Standing(settings, observer, nanos);
    PooledOriginClient client = new PooledOriginClient(settings, this, observer, clock, standing);
    settings
        .health()
        .check()
        .ifPresent(check -> client.closesWith(probe(settings, check, observer, standing)));
    return client;
  }

  private HealthProbe probe(
      OriginSettings settings, HealthRule.Check check, OriginObserver observer, Standing standing) {
    OriginSettings ofChecks = settings.forChecks(check.timeout());
    OriginClient asking =
        new PooledOriginClient(
            ofChecks,
            this,
            OriginObserver.NONE,
            InstantSource.system(),
            Standing.unguarded(ofChecks));
    HealthProbe probe = new HealthProbe(check, asking, standing, observer, loop());
    probe.start();
    return probe;
  }

  /** Runs tasks later on the event loops. */
  public Delay delay() {
    return (time, task) -> {
      Future<?> later = loop().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> later.cancel(false);
    };
  }

  /** Stops the event loops, whatever they still do, and waits two seconds at most. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** An event loop, each in its turn. */
  EventLoop loop() {
    return loops.next();
  }
}
