package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.invalidation.schedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that empties an outbox. */
public final class OutboxThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxThread.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private final Outbox outbox;
  private final InstantSource clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  // Guarded by the lock.
  private boolean hasNews;
  private boolean ends;

  private OutboxThread(Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("cloudfront-invalidation").unstarted(this::run);
  }

  /** Begins to empty an outbox. */
  public static OutboxThread start(Outbox outbox, InstantSource clock) {
    OutboxThread emptying = new OutboxThread(outbox, clock);
    outbox.onProgress(emptying::wake);
    emptying.thread.start();
    return emptying;
  }

  private void run() {
    while (!ends()) {
      try {
        Optional<Step.Rest> rest = outbox.advance();
        if (rest.isPresent()) {
          await(rest.get().until().map(this::until).orElse(LONGEST_REST));
        }
      } catch (OutboxException e) {
        LOG.warn("{}; it will be tried again", e.getMessage());
        await(PAUSE);
      } catch (RuntimeException e) {
        // What a client throws beside its own exceptions must not end the telling.
        LOG.warn("CloudFront was not told; it will be tried again", e);
        await(PAUSE);
      }
    }
  }

  private Duration until(Instant instant) {
    Duration left = Duration.between(clock.instant(), instant);
    return left.compareTo(LONGEST_REST) < 0 ? left : LONGEST_REST;
  }

  private boolean ends() {
    lock.lock();
    try {
      return ends;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      hasNews = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration longest) {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (!hasNews && !ends && left > 0) {
        left = news.awaitNanos(left);
      }
      hasNews = false;
    } catch (InterruptedException e) {
      ends = true;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; a call that is under way is given up, and made again after the next start. */
  @Override
  public void close() {
    lock.lock();
    try {
      ends = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      // An interrupt closes the file that is being written.
      if (!thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
