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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** One thread hands over invalidations of one item while another sends what there is. */
@Timeout(60)
class OutboxUnderThreadsTest {

  /** Each of them is one that others could join. */
  private static final int BATCHES = 500;

  private final AtomicLong minutes = new AtomicLong();
  private final AtomicLong references = new AtomicLong();
  private final Calls calls = new Calls();

  /** Sends every batch, and notes which invalidations it is for. */
  private static final class Calls implements InvalidationService {
    private final Set<Long> sent = new HashSet<>();
    private final AtomicInteger batches = new AtomicInteger();

    @Override
    public Created create(Batch batch) {
      for (Waiting load : batch.loads()) {
        for (long one = load.span().first(); one <= load.span().last(); one++) {
          sent.add(one);
        }
      }
      batches.incrementAndGet();
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
      Future<Long> taking =
          threads.submit(
              () -> {
                go.await();
                long sequence = 0;
                while (calls.batches.get() < BATCHES) {
                  sequence++;
                  outbox.take(
                      List.of(new HandOver(sequence, Map.of(SHOP, items("#a")), After.NOTHING)));
                }
                ended.set(true);
                return sequence;
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
      long taken = taking.get(30, TimeUnit.SECONDS);
      sending.get(30, TimeUnit.SECONDS);

      assertThat(LongStream.rangeClosed(1, taken).filter(one -> !calls.sent.contains(one)))
          .as("lost of %d", taken)
          .isEmpty();
      assertThat(outbox.standing(SHOP, taken, items("#a")).stage()).isEqualTo(Stage.DONE);
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
