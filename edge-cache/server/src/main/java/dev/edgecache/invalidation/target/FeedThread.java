package dev.edgecache.invalidation.target;

import dev.edgecache.invalidation.log.InvalidationLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The thread that hands invalidations over to a target. */
public final class FeedThread implements AutoCloseable {

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  private final TargetFeed feed;
  private final InstantSource clock;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean ends;

  private FeedThread(TargetFeed feed, InstantSource clock) {
    this.feed = feed;
    this.clock = clock;
    this.thread =
        Thread.ofPlatform().daemon().name("invalidation-" + feed.name()).unstarted(this::run);
  }

  /** Begins to hand over what a log has for the target of a feed. */
  public static FeedThread start(TargetFeed feed, InvalidationLog log, InstantSource clock) {
    FeedThread handing = new FeedThread(feed, clock);
    log.onAppended(_ -> handing.news.release());
    handing.thread.start();
    return handing;
  }

  private void run() {
    try {
      while (!ends) {
        Optional<Duration> again = feed.advance(clock.instant());
        if (again.isPresent()) {
          Thread.sleep(again.get());
        } else {
          var _ = news.tryAcquire(LONGEST_REST.toMillis(), TimeUnit.MILLISECONDS);
        }
        news.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; what is not handed over is after the next start. */
  @Override
  public void close() {
    ends = true;
    news.release();
    try {
      // An interrupt closes the file that is being written.
      if (!thread.join(Duration.ofSeconds(3))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(3));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
