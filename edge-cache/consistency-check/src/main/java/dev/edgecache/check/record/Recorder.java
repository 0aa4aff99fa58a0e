package dev.edgecache.check.record;

import dev.edgecache.check.history.Acknowledged;
import dev.edgecache.check.history.History;
import dev.edgecache.check.history.OwnWrite;
import dev.edgecache.check.history.Read;
import dev.edgecache.check.history.Replayed;
import dev.edgecache.check.history.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What has happened so far. Safe for any thread. */
public final class Recorder {

  private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Written> written = new ConcurrentLinkedQueue<>();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<OwnWrite> ownWrites = new ConcurrentLinkedQueue<>();
  private final Queue<Replayed> replayed = new ConcurrentLinkedQueue<>();
  private final LongAdder readCount = new LongAdder();
  private final Map<String, LongAdder> tally = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /** An answer that showed an item. */
  public void add(Read read) {
    reads.add(read);
    readCount.increment();
  }

  /** A commit. */
  public void add(Written write) {
    written.add(write);
  }

  /** An acknowledgement. */
  public void add(Acknowledged event) {
    acknowledged.add(event);
  }

  /** A write of a session. */
  public void add(OwnWrite write) {
    ownWrites.add(write);
  }

  /** A reading of a standby. */
  public void add(Replayed reading) {
    replayed.add(reading);
  }

  /** Counts something that no check needs, such as an answer with status 503. */
  public void count(String what) {
    tally.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /** The same text, kept once however often it is recorded. */
  public Optional<String> once(Optional<String> text) {
    return text.map(value -> texts.computeIfAbsent(value, same -> same));
  }

  /** How many answers showed an item. */
  public long reads() {
    return readCount.sum();
  }

  /** What was counted, by name. */
  public Map<String, Long> tally() {
    Map<String, Long> sums = new TreeMap<>();
    tally.forEach((what, count) -> sums.put(what, count.sum()));
    return sums;
  }

  /** All of it in the order of time. */
  public History history() {
    return new History(
        List.copyOf(reads),
        List.copyOf(written),
        List.copyOf(acknowledged),
        List.copyOf(ownWrites),
        List.copyOf(replayed));
  }
}
