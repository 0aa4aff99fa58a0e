package dev.edgecache.serve.listen;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The running server: every listener, and the I/O threads that they share. */
public final class Listeners implements AutoCloseable {
  private static final int TLS_TASK_THREADS = 4;
  private static final Duration FOR_LAST_BYTES = Duration.ofSeconds(1);

  private final XnioWorker worker;
  private final List<Listener> open;
  private final InFlight inFlight;
  private final AtomicBoolean ending = new AtomicBoolean();

  private Listeners(XnioWorker worker, List<Listener> open, InFlight inFlight) {
    this.worker = worker;
    this.open = open;
    this.inFlight = inFlight;
  }

  /**
   * Binds all addresses and begins to accept.
   *
   * @param handlers makes the handler of each listener's requests; it is called on I/O threads,
   *     after what is malformed or too large was refused
   * @throws ListenerException if one cannot be opened; none is open then
   */
  public static Listeners start(
      List<ListenerSettings> settings,
      int ioThreads,
      Function<ListenerSettings, HttpHandler> handlers)
      throws ListenerException {
    if (ioThreads < 1) {
      throw new IllegalArgumentException("ioThreads: " + ioThreads + " (expected: 1 or more)");
    }
    Listeners listeners = new Listeners(worker(ioThreads), new ArrayList<>(), new InFlight());
    IoBufferPool pool = IoBufferPool.direct();
    try {
      for (ListenerSettings one : settings) {
        HttpHandler gate = new RequestGate(one, handlers.apply(one));
        HttpHandler counted = listeners.inFlight.counting(gate);
        listeners.open.add(Listener.open(one, listeners.worker, pool, counted));
      }
      return listeners;
    } catch (ListenerException | RuntimeException e) {
      listeners.close();
      throw e;
    }
  }

  private static XnioWorker worker(int ioThreads) throws ListenerException {
    OptionMap options =
        OptionMap.builder()
            .set(Options.WORKER_NAME, "serve")
            .set(Options.WORKER_IO_THREADS, ioThreads)
            .set(Options.WORKER_TASK_CORE_THREADS, TLS_TASK_THREADS)
            .set(Options.WORKER_TASK_MAX_THREADS, TLS_TASK_THREADS)
            .getMap();
    try {
      return Xnio.getInstance(Listeners.class.getClassLoader()).createWorker(options);
    } catch (IOException e) {
      throw new ListenerException("cannot start I/O threads: " + e.getMessage(), e);
    }
  }

  /** The bound addresses, in the order of the settings. */
  public List<InetSocketAddress> addresses() {
    return open.stream().map(Listener::address).toList();
  }

  /**
   * Ends the server in order: refuses new connections, lets answers under way finish, closes each
   * connection after its last answer, and closes everything at the deadline. Blocks until then; a
   * second call does nothing.
   *
   * @return the number of exchanges that the deadline cut off
   */
  public int drain(Duration deadline) {
    if (!ending.compareAndSet(false, true)) {
      return 0;
    }
    open.forEach(Listener::stopAccepting);
    inFlight.drain();
    open.forEach(Listener::drain);
    int cutOff = inFlight.awaitNone(deadline);
    open.forEach(Listener::closeConnections);
    worker.shutdown();
    try {
      if (!worker.awaitTermination(FOR_LAST_BYTES.toMillis(), TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    return cutOff;
  }

  /** Closes everything at once. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
