package dev.edgecache.cloudfront.invalidation.outbox;

import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.SHOP;
import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.START;
import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.items;
import static dev.edgecache.cloudfront.invalidation.outbox.OutboxWorld.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.cloudfront.invalidation.schedule.Standing.Stage;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** One thread hands over invalidations of one item while another sends what there is. */
@Timeout(60)
class OutboxUnderThreadsTest {

  private static final int INVALIDATIONS = 20_000;

  private final AtomicLong minutes = new AtomicLong();
  private final AtomicLong references = new AtomicLong();
  private final Calls calls = new Calls();

  /** Sends every batch, and notes which invalidations it is for. */
  private static final class Calls implements InvalidationService {
    private final Set<Long> sent = new HashSet<>();
    private int batches;

    @Override
    public Created create(Batch batch) {
      batches++;
      for (Waiting load : batch.loads()) {
        for (long one = load.span().first(); one <= load.span().last(); one++) {
          sent.add(one);
        }
      }
      return new Created.Accepted(batch.reference());
    }

    @Override
    public Asked ask(Destination to, String id) {
      return new Asked.Completed();
    }
  }

  @RepeatedTest(5)
  @DisplayName(
      "CF-4: an invalidation that comes while a batch is formed goes out with it or after it")
  void losesNone() throws Exception {
    try (Outbox outbox = open();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      CountDownLatch go = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      Future<?> taking =
          threads.submit(
              () -> {
                go.await();
                for (long sequence = 1; sequence <= INVALIDATIONS; sequence++) {
                  outbox.take(
                      List.of(new HandOver(sequence, Map.of(SHOP, items("#a")), After.NOTHING)));
                }
                ended.set(true);
                return null;
              });
      Future<?> sending =
          threads.submit(
              () -> {
                go.await();
                boolean isLast;
                do {
                  isLast = ended.get();
                  while (outbox.advance().isEmpty()) {
                    // There may be more.
                  }
                } while (!isLast);
                return null;
              });
      go.countDown();
      taking.get(30, TimeUnit.SECONDS);
      sending.get(30, TimeUnit.SECONDS);

      List<Long> lost = new ArrayList<>();
      for (long sequence = 1; sequence <= INVALIDATIONS; sequence++) {
        if (!calls.sent.contains(sequence)) {
          lost.add(sequence);
        }
      }
      assertThat(lost).isEmpty();
      assertThat(outbox.standing(SHOP, INVALIDATIONS, items("#a")).stage()).isEqualTo(Stage.DONE);
      assertThat(calls.batches).as("batches that others could join").isGreaterThan(100);
    }
  }

  /** An outbox whose time runs so fast that everything may go out at once. */
  private Outbox open() throws Exception {
    return Outbox.open(
        new Outbox.Parts(
            Optional.empty(),
            List.of(SHOP),
            settings(Limits.DEFAULTS),
            calls,
            ScheduleObserver.NONE,
            () -> "batch-" + references.incrementAndGet(),
            () -> START.plus(Duration.ofMinutes(minutes.incrementAndGet()))));
  }
}
