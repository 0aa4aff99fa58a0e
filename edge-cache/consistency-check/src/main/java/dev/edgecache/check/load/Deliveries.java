package dev.edgecache.check.load;

import dev.edgecache.check.history.Acknowledged;
import dev.edgecache.check.history.Acknowledged.Mode;
import dev.edgecache.check.history.Route;
import dev.edgecache.check.record.Recorder;
import dev.edgecache.check.world.Items;
import dev.edgecache.check.world.Protection;
import dev.edgecache.check.world.Proxy;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The way of invalidations to the proxies: each arrives one to three times at either, late, and in
 * any order, until it is acknowledged.
 */
final class Deliveries implements AutoCloseable {

  private static final double GROUP_SHARE = 0.05;
  private static final double SOFT_SHARE = 0.25;
  private static final double WITHOUT_POSITION_SHARE = 0.2;
  private static final double PROMPT_SHARE = 0.5;
  private static final long PROMPT = Duration.ofMillis(20).toNanos();
  private static final long LATE = Duration.ofSeconds(2).toNanos();
  private static final long BEFORE_THE_NEXT_ATTEMPT = Duration.ofMillis(100).toNanos();

  private final Items items;
  private final List<Way> ways;
  private final Protection protection;
  private final Recorder recorder;
  private final AtomicLong ids = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean ended;

  Deliveries(Items items, List<Proxy> proxies, Protection protection, Recorder recorder) {
    this.items = items;
    this.ways = proxies.stream().map(Way::new).toList();
    this.protection = protection;
    this.recorder = recorder;
  }

  /** Tells both proxies that an item has changed, or its group. */
  void announce(int key, SplittableRandom random) {
    Optional<Invalidation> made = invalidation(key, random);
    if (made.isEmpty()) {
      return;
    }
    for (Way way : ways) {
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        long delay = random.nextLong(random.nextDouble() < PROMPT_SHARE ? PROMPT : LATE);
        threads.execute(() -> way.deliver(made.get(), delay));
      }
    }
  }

  /** The position is read after the versions, which it therefore includes. */
  private Optional<Invalidation> invalidation(int key, SplittableRandom random) {
    boolean group = random.nextDouble() < GROUP_SHARE;
    Map<Integer, Long> versions = group ? items.committedOfGroup(key) : items.committed(key);
    try {
      return Optional.of(
          new Invalidation(
              "i-" + ids.incrementAndGet(),
              group ? Items.groupTag(key) : Items.tag(key),
              random.nextDouble() < SOFT_SHARE ? Mode.SOFT : Mode.HARD,
              position(random),
              versions));
    } catch (SQLException e) {
      recorder.count("invalidation not sent");
      return Optional.empty();
    }
  }

  private Optional<String> position(SplittableRandom random) throws SQLException {
    return switch (protection) {
      case FLOORS ->
          random.nextDouble() < WITHOUT_POSITION_SHARE
              ? Optional.empty()
              : Optional.of(items.flushed());
      case NONE -> Optional.empty();
    };
  }

  /** The way to one proxy. */
  private final class Way {
    private final Proxy proxy;
    private final Deque<Line> idle = new ConcurrentLinkedDeque<>();

    Way(Proxy proxy) {
      this.proxy = proxy;
    }

    void deliver(Invalidation invalidation, long delay) {
      LockSupport.parkNanos(delay);
      while (!ended) {
        if (attempt(invalidation)) {
          recorder.add(
              new Acknowledged(
                  proxy.number(),
                  System.nanoTime(),
                  invalidation.mode(),
                  EnumSet.of(Route.STORED, Route.SOFT),
                  invalidation.versions()));
          return;
        }
        LockSupport.parkNanos(BEFORE_THE_NEXT_ATTEMPT);
      }
    }

    private boolean attempt(Invalidation invalidation) {
      Line pooled = idle.poll();
      Line line = pooled == null ? new Line(proxy::admin, "localhost") : pooled;
      try {
        HttpAnswer answer =
            line.exchange(
                HttpQuestion.post(
                    "/invalidations",
                    Optional.empty(),
                    new HttpQuestion.Content("application/json", invalidation.json())));
        idle.push(line);
        recorder.count("invalidation " + answer.status());
        return answer.isSuccess();
      } catch (IOException e) {
        recorder.count("invalidation not delivered");
        return false;
      }
    }

    void close() throws IOException {
      for (Line line = idle.poll(); line != null; line = idle.poll()) {
        line.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    threads.close();
    for (Way way : ways) {
      way.close();
    }
  }
}
