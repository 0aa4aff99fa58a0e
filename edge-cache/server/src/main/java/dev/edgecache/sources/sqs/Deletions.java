package dev.edgecache.sources.sqs;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.sources.feed.FeedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that are to be deleted from a queue, and a thread that does it. One that can't be
 * deleted comes again, and changes nothing.
 */
final class Deletions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  /** Attempts to delete a message before it is left to come again. */
  private static final int ATTEMPTS = 5;

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  private final String source;
  private final Queue queue;
  private final Duration renewal;

  /** By receipt handle, when the messages that are not kept yet were hidden, in nanoseconds. */
  private final Map<String, Long> awaited = new ConcurrentHashMap<>();

  private final BlockingQueue<Deletion> due = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile Optional<String> failure = Optional.empty();
  private volatile boolean closed;

  private record Deletion(String handle, int attempts) {}

  Deletions(String source, Queue queue) {
    this.source = source;
    this.queue = queue;
    this.renewal = queue.settings().visibility().dividedBy(3);
    this.thread = Thread.ofVirtual().name("source-" + source + "-deletions").start(this::run);
  }

  /** Deletes a message once what it said is kept; until then it stays hidden. */
  void once(CompletionStage<Acknowledgement> kept, String handle) {
    awaited.put(handle, System.nanoTime());
    var _ =
        kept.whenComplete(
            (promise, broken) -> {
              awaited.remove(handle);
              if (broken == null && promise.isKept()) {
                now(handle);
              }
            });
  }

  /** Deletes a message soon. */
  void now(String handle) {
    due.add(new Deletion(handle, 0));
  }

  /** Why nothing can be deleted, while that is so. */
  Optional<String> failure() {
    return failure;
  }

  private void run() {
    try {
      while (!closed || !due.isEmpty()) {
        Deletion first = due.poll(Math.min(renewal.toMillis(), 1000), TimeUnit.MILLISECONDS);
        if (first != null) {
          delete(first);
        }
        renew();
      }
    } catch (InterruptedException e) {
      LOG.debug("What was not deleted from the queue comes again");
    }
  }

  private void delete(Deletion first) throws InterruptedException {
    List<Deletion> batch = new ArrayList<>(List.of(first));
    due.drainTo(batch, Queue.BATCH - 1);
    List<String> left;
    try {
      left = queue.delete(batch.stream().map(Deletion::handle).toList());
      failure = Optional.empty();
    } catch (FeedException e) {
      left = batch.stream().map(Deletion::handle).toList();
      if (failure.isEmpty()) {
        LOG.warn("Source {} can't acknowledge, so that its messages come again", source, e);
      }
      failure = Optional.ofNullable(e.getMessage());
    }
    for (Deletion deletion : batch) {
      if (left.contains(deletion.handle()) && deletion.attempts() + 1 < ATTEMPTS) {
        due.add(new Deletion(deletion.handle(), deletion.attempts() + 1));
      }
    }
    if (!left.isEmpty()) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  /** Keeps those hidden that would come again soon. */
  private void renew() {
    List<String> old = hiddenForLong();
    while (!old.isEmpty()) {
      try {
        queue.hide(old);
      } catch (FeedException e) {
        LOG.debug("Messages come again before they are kept", e);
      }
      long now = System.nanoTime();
      old.forEach(handle -> awaited.replace(handle, now));
      old = hiddenForLong();
    }
  }

  private List<String> hiddenForLong() {
    long now = System.nanoTime();
    return awaited.entrySet().stream()
        .filter(entry -> now - entry.getValue() > renewal.toNanos())
        .map(Map.Entry::getKey)
        .limit(Queue.BATCH)
        .toList();
  }

  /** Deletes what is due, for a bounded time. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(LAST_WORK)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
