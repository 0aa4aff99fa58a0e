package dev.edgecache.sources.feed;

import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source that opens a feed, steps it, and after a failure opens another one. */
public final class FeedLoop implements Source {

  private static final Logger LOG = LoggerFactory.getLogger(FeedLoop.class);

  /** How long a feed may take to end. */
  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final String name;
  private final Progress progress;
  private final Feed.Opening opening;
  private final Backoff backoff;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * The failure that was logged last and no success followed. Only the thread of the loop has it.
   */
  private Optional<String> reported = Optional.empty();

  /**
   * A source that is not started.
   *
   * @param progress what its feeds tell, which they are given by whoever opens them
   */
  public FeedLoop(String name, Progress progress, Feed.Opening opening, Backoff backoff) {
    this.name = name;
    this.progress = progress;
    this.opening = opening;
    this.backoff = backoff;
    this.thread = Thread.ofVirtual().name("source-" + name).unstarted(this::run);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public SourceStatus status() {
    return progress.status();
  }

  private void run() {
    try {
      runUntilClosed();
    } catch (Error e) {
      progress.failed("it ended by " + e);
      throw e;
    }
  }

  private void runUntilClosed() {
    int failures = 0;
    try {
      while (isOpen()) {
        boolean worked = runOnce();
        failures = worked ? 1 : failures + 1;
        var _ = closed.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      LOG.debug("Source {} ends", name);
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  /** Runs one feed until it fails, and returns whether it had caught up before. */
  private boolean runOnce() throws InterruptedException {
    boolean worked = false;
    try (Feed feed = opening.open()) {
      try {
        while (isOpen()) {
          feed.step();
          worked |= isWorking();
        }
      } finally {
        // What a feed does at its end is not to be interrupted.
        var _ = Thread.interrupted();
      }
    } catch (FeedException e) {
      failed(Optional.ofNullable(e.getMessage()).orElse("it failed"), e);
    } catch (RuntimeException e) {
      failed("unexpected: " + e, e);
    }
    return worked;
  }

  /** Whether it works; tells when it does again. */
  private boolean isWorking() {
    boolean works = progress.status().trouble().isEmpty();
    if (works && reported.isPresent()) {
      reported = Optional.empty();
      LOG.info("Source {} works again, and has what came meanwhile", name);
    }
    return works;
  }

  private void failed(String reason, Exception cause) {
    if (!isOpen()) {
      return;
    }
    progress.failed(reason);
    if (reported.filter(reason::equals).isPresent()) {
      LOG.debug("Source {} still does not work: {}", name, reason, cause);
    } else {
      reported = Optional.of(reason);
      LOG.warn("Source {} does not work: {}. It is tried again until it does", name, reason);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(LAST_WORK)) {
        LOG.warn("Source {} did not end within {} s", name, LAST_WORK.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
