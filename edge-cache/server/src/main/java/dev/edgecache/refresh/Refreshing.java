package dev.edgecache.refresh;

import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.LiveSnapshot;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that refreshes popular answers which were invalidated. */
public final class Refreshing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Refreshing.class);

  /** How often it looks for invalidations: seldom enough for many of them to be one. */
  private static final Duration EVERY = Duration.ofMillis(100);

  private final RefreshSettings settings;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("refresh").factory());
  private final Refresher refresher;

  /** A thread that begins with {@link #start}, or with a look. */
  public Refreshing(
      RefreshSettings settings,
      Room room,
      LiveSnapshot live,
      Collaborators with,
      RefreshObserver observer) {
    this.settings = settings;
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    refresher = new Refresher(settings, room, live, with, observer, thread);
  }

  /** Looks again and again from now on, if anything is to be refreshed. */
  public void start() {
    if (settings.isOn()) {
      var _ =
          thread.scheduleWithFixedDelay(
              this::lookSafely, EVERY.toNanos(), EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void lookSafely() {
    try {
      refresher.look();
    } catch (RuntimeException fault) {
      LOG.error("A look for what is to be refreshed failed; the next one follows", fault);
    }
  }

  /**
   * Looks once for what was invalidated since the last time.
   *
   * @return completes when as many refreshes have begun as there is room for
   */
  public CompletableFuture<Void> look() {
    return CompletableFuture.runAsync(refresher::look, thread);
  }

  /** How many answers wait to be refreshed. */
  public int waiting() {
    return refresher.waiting();
  }

  /** How many refreshes are under way. */
  public int underway() {
    return refresher.underway();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
