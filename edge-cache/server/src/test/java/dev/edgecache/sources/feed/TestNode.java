package dev.edgecache.sources.feed;

import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.InvalidationJson;
import dev.edgecache.sources.MalformedInvalidationException;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What of a node sources work with: a log of invalidations, and an intake that takes them as JSON.
 * What begins with {@code unmapped} counts as an event that no policy names.
 */
public final class TestNode implements Intake, AutoCloseable {

  private final BackgroundThread background = new BackgroundThread();
  private final Floors floors = new Floors();
  private final InvalidationLog log;
  private final BlockingQueue<Message> taken = new LinkedBlockingQueue<>();

  /** A node that keeps nothing. */
  public TestNode() {
    this(new MemoryJournal());
  }

  /** A node with that journal. */
  public TestNode(Journal journal) {
    this.log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(floors, Optional.empty(), background, LogObserver.NONE, 1000),
            InstantSource.system().instant());
  }

  /** A hard invalidation of a tag. */
  public static String purge(String id, String tag) {
    return "{\"type\": \"tag\", \"selectors\": [\"%s\"], \"id\": \"%s\"}".formatted(tag, id);
  }

  @Override
  public Receipt take(Message message) {
    Receipt receipt = receipt(message);
    taken.add(message);
    return receipt;
  }

  private Receipt receipt(Message message) {
    if (text(message).startsWith("unmapped")) {
      return new Receipt.Unmapped("unmapped");
    }
    try {
      Invalidation read =
          InvalidationJson.read(message.content(), message.received(), message.source()).getFirst();
      return new Receipt.Effective(log.append(read).entry().acknowledged());
    } catch (MalformedInvalidationException e) {
      return new Receipt.SetAside(String.valueOf(e.getMessage()));
    }
  }

  /** The content of a message. */
  public static String text(Message message) {
    return new String(message.content(), StandardCharsets.UTF_8);
  }

  /** The next message that was taken. */
  public Message next() throws InterruptedException {
    return Optional.ofNullable(taken.poll(40, TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("no message within 40 s"));
  }

  /** The contents of the next messages that were taken. */
  public List<String> next(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(next()));
    }
    return texts;
  }

  /** Messages that were taken and not asked for. */
  public int waiting() {
    return taken.size();
  }

  /** Whether an answer with a tag that was fetched at the start is not used any more. */
  public boolean isInvalidated(String tag) {
    return !floors.floorOf(Set.of(tag)).isMetBy(Provenance.ofPrimary(0));
  }

  /** The number of invalidations. */
  public long sequence() {
    return floors.sequence();
  }

  /** Its log. */
  public InvalidationLog log() {
    return log;
  }

  @Override
  public void close() {
    background.close();
    log.close();
  }
}
