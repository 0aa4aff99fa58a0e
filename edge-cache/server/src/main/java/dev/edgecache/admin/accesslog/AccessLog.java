package dev.edgecache.admin.accesslog;

import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.record.RequestRecord;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer of a JSON line for each finished request. */
public final class AccessLog implements RequestObserver, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  /** How many records may wait; a writer that pauses as long as it may keeps up with 320,000/s. */
  static final int CAPACITY = 16_384;

  /** How long the writer pauses when nothing waits: producers need not wake it for each record. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Queue<RequestRecord> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Consumer<String> lines;
  private final Thread writer;
  private volatile boolean closed;

  /**
   * A log that begins to write at once.
   *
   * @param lines takes each line, without a line break; called by one thread, and may block
   */
  public AccessLog(Consumer<String> lines) {
    this.lines = lines;
    this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
    writer.start();
  }

  @Override
  public void completed(RequestRecord record) {
    int before = length.getAndIncrement();
    if (before >= CAPACITY || closed) {
      length.decrementAndGet();
      dropped.increment();
      return;
    }
    waiting.add(record);
    if (before == CAPACITY / 2) {
      LockSupport.unpark(writer);
    }
  }

  /** The number of records that were dropped because too many waited. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits, then ends; records that come later are dropped. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    while (true) {
      boolean last = closed;
      writeWaiting();
      if (last) {
        return;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void writeWaiting() {
    for (RequestRecord next = waiting.poll(); next != null; next = waiting.poll()) {
      length.decrementAndGet();
      try {
        lines.accept(AccessLine.of(next));
      } catch (RuntimeException e) {
        dropped.increment();
        LOG.warn("An access log line could not be written: {}", e.toString());
      }
    }
  }
}
