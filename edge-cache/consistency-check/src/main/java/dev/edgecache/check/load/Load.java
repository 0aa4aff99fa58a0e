package dev.edgecache.check.load;

import dev.edgecache.check.history.Client;
import dev.edgecache.check.history.Route;
import dev.edgecache.check.record.Recorder;
import dev.edgecache.check.world.Items;
import dev.edgecache.check.world.Protection;
import dev.edgecache.check.world.World;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** All who read and write, until it is closed. */
public final class Load implements AutoCloseable {

  private static final int READERS = 32;
  private static final int VISITORS = 16;
  private static final int WRITERS = 4;
  private static final double WRITES_A_SECOND = 75;

  private final World world;
  private final Recorder recorder;
  private final Deliveries deliveries;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean ended;

  private Load(World world, Protection protection, Recorder recorder) {
    this.world = world;
    this.recorder = recorder;
    this.deliveries = new Deliveries(world.items(), world.proxies(), protection, recorder);
  }

  /**
   * Starts them.
   *
   * @param readsPerSecond how often those without sessions read, together
   * @param random what they do is drawn from it
   */
  public static Load start(
      World world,
      Protection protection,
      double readsPerSecond,
      Recorder recorder,
      SplittableRandom random) {
    Load load = new Load(world, protection, recorder);
    load.startReaders(new Pace(readsPerSecond), random);
    load.startVisitors(random);
    load.startWriters(new Pace(WRITES_A_SECOND), random);
    return load;
  }

  private void startReaders(Pace pace, SplittableRandom random) {
    for (int number = 0; number < READERS; number++) {
      Asking asking = new Asking(world.proxies(), recorder);
      Reader reader = new Reader(number, asking, pace, random.split());
      threads.execute(() -> repeat(reader, asking));
    }
  }

  private void startVisitors(SplittableRandom random) {
    AtomicInteger sessions = new AtomicInteger();
    for (int number = 0; number < VISITORS; number++) {
      Asking asking = new Asking(world.proxies(), recorder);
      Visitor visitor = new Visitor(sessions, asking, deliveries, recorder, random.split());
      threads.execute(() -> repeat(visitor, asking));
    }
  }

  private void startWriters(Pace pace, SplittableRandom random) {
    for (int number = 0; number < WRITERS; number++) {
      Writer writer = new Writer(world.items(), deliveries, pace, random.split());
      threads.execute(() -> repeat(writer, () -> {}));
    }
  }

  private void repeat(Step step, Closeable lines) {
    try (lines) {
      while (!ended) {
        step.take();
      }
    } catch (SQLException | IOException e) {
      recorder.count("a process ended: " + e.getMessage());
    }
  }

  /** Reads every item once more, by each route that stores, at each proxy. */
  public void readAll() throws IOException {
    Client client = new Client.Stranger(READERS);
    try (Asking asking = new Asking(world.proxies(), recorder)) {
      for (int proxy = 0; proxy < world.proxies().size(); proxy++) {
        for (int key = 0; key < Items.COUNT; key++) {
          asking.read(client, proxy, Route.STORED, key, Optional.empty());
          asking.read(client, proxy, Route.SOFT, key, Optional.empty());
        }
      }
    }
  }

  /** Returns once they have ended. */
  @Override
  public void close() throws IOException {
    ended = true;
    threads.close();
    deliveries.close();
  }
}
