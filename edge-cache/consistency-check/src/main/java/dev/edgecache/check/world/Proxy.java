package dev.edgecache.check.world;

import dev.edgecache.EdgeCache;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.serve.listen.ListenerException;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An edge-cache that can be restarted; it has other addresses then. */
public final class Proxy implements AutoCloseable {

  private final int number;
  private final Configuration configuration;
  private volatile Running running;

  /** It, and where it is found; a server that is being stopped does not tell any more. */
  private record Running(EdgeCache server, InetSocketAddress address, InetSocketAddress admin) {
    Running(EdgeCache server) {
      this(server, server.addresses().getFirst(), server.adminAddress().orElseThrow());
    }
  }

  Proxy(int number, Configuration configuration) throws IOException {
    this.number = number;
    this.configuration = configuration;
    this.running = started();
  }

  private Running started() throws IOException {
    try {
      return new Running(EdgeCache.start(configuration));
    } catch (PolicyLoadException | ListenerException e) {
      throw new IOException("proxy " + number + ": " + e.getMessage(), e);
    }
  }

  /** Counts from 0. */
  public int number() {
    return number;
  }

  /** Where it serves. */
  public InetSocketAddress address() {
    return running.address();
  }

  /** Where it takes invalidations. */
  public InetSocketAddress admin() {
    return running.admin();
  }

  /** Stops it, and starts it with an empty store and the log that it kept. */
  void restart() throws IOException {
    running.server().close();
    running = started();
  }

  @Override
  public void close() {
    running.server().close();
  }
}
