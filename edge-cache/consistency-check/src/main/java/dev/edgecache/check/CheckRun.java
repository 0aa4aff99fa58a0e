package dev.edgecache.check;

import dev.edgecache.check.history.History;
import dev.edgecache.check.load.Load;
import dev.edgecache.check.record.Recorder;
import dev.edgecache.check.world.Nemesis;
import dev.edgecache.check.world.ReplayWatch;
import dev.edgecache.check.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** One run: a world, those who use it, and what goes wrong meanwhile. */
final class CheckRun {

  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

  private final Scenario scenario;
  private final PrintWriter out;
  private final Recorder recorder = new Recorder();
  private final long start = System.nanoTime();
  private long reported = start;
  private volatile boolean watching = true;

  CheckRun(Scenario scenario, PrintWriter out) {
    this.scenario = scenario;
    this.out = out;
  }

  /** What happened, once enough was read or the time is over. */
  History history(Path folder) throws IOException, SQLException {
    SplittableRandom random = new SplittableRandom(scenario.seed());
    try (World world = World.start(folder, scenario.protection(), recorder);
        ExecutorService watches = Executors.newVirtualThreadPerTaskExecutor()) {
      watches.execute(new ReplayWatch(world.items(), 0, () -> watching));
      watches.execute(new ReplayWatch(world.items(), 1, () -> watching));
      try (Load load =
          Load.start(
              world, scenario.protection(), scenario.readsPerSecond(), recorder, random.split())) {
        suffer(new Nemesis(world, recorder, random.split()));
        load.readAll();
      } finally {
        watching = false;
      }
    }
    report();
    return recorder.history();
  }

  private void suffer(Nemesis nemesis) throws IOException {
    long begin = System.nanoTime();
    while (recorder.reads() < scenario.reads()
        && System.nanoTime() - begin < scenario.limit().toNanos()) {
      LockSupport.parkNanos(nemesis.pause().toNanos());
      nemesis.strike();
      if (System.nanoTime() - reported > BETWEEN_REPORTS.toNanos()) {
        reported = System.nanoTime();
        report();
      }
    }
    nemesis.heal();
  }

  private void report() {
    out.printf(
        "%4d s: %,d reads; %s%n",
        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
        recorder.reads(),
        recorder.tally());
    out.flush();
  }
}
