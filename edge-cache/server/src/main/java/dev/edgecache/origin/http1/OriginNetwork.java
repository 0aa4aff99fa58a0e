package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

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

  /**
   * A client for one origin; it connects when the first exchange begins.
   *
   * @throws IllegalArgumentException if a certificate or key file of the settings cannot be used;
   *     the message names the file
   */
  public OriginClient client(
      OriginSettings settings, OriginObserver observer, InstantSource clock) {
    return new PooledOriginClient(settings, this, observer, clock);
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
