package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.journal.Base;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.Journal.Durability;
import dev.edgecache.invalidation.journal.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The way of invalidations into the journal: those that come while others are written are written
 * together next, and acknowledged in their order. While the journal can't be written they are
 * acknowledged as unwritten at once, and it is tried again after pauses that grow.
 */
final class Writing {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Journal journal;
  private final Supplier<Base> base;
  private final Background background;
  private final Executor executor;
  private final LogObserver observer;

  // Guarded by this.
  private List<Entry> waiting = new ArrayList<>();
  private List<Sample> samples = new ArrayList<>();
  private final Deque<Entry> unwritten = new ArrayDeque<>();
  private Optional<String> failure = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private boolean busy;

  /**
   * What is written at once.
   *
   * @param late what was acknowledged as unwritten
   * @param fresh what comes after it
   */
  private record Batch(Base base, List<Entry> late, List<Entry> fresh, List<Sample> samples) {

    boolean isEmpty() {
      return late.isEmpty() && fresh.isEmpty() && samples.isEmpty();
    }

    List<Entry> entries() {
      return Stream.concat(late.stream(), fresh.stream()).toList();
    }

    Journal.Change change() {
      return new Journal.Change(
          base,
          entries().stream()
              .filter(entry -> entry.sequence() > base.sequence())
              .map(Entry::recorded)
              .toList(),
          samples.stream().filter(sample -> sample.sequence() > base.sequence()).toList());
    }
  }

  /**
   * @param base reads what is left of the oldest invalidations; not called under a lock
   */
  Writing(Journal journal, Supplier<Base> base, Background background, LogObserver observer) {
    this.journal = journal;
    this.base = base;
    this.background = background;
    this.executor =
        switch (journal.durability()) {
          case SYNCED -> background::run;
          case IN_MEMORY -> Runnable::run;
        };
    this.observer = observer;
  }

  /** Takes one up that is in effect and that nobody waits for yet; they come in their order. */
  synchronized void add(Entry entry) {
    if (failure.isPresent()) {
      unwritten.add(entry);
      entry.acknowledge(Acknowledgement.UNWRITTEN);
    } else {
      waiting.add(entry);
    }
  }

  synchronized void add(Sample sample) {
    samples.add(sample);
  }

  /** Writes what was added, unless somebody does already. Not called under a lock. */
  void start() {
    synchronized (this) {
      if (busy) {
        return;
      }
      busy = true;
    }
    executor.execute(this::drain);
  }

  /** Why the journal can't be written, while that is so. */
  synchronized Optional<String> failure() {
    return failure;
  }

  /** How many are in effect, but not written though they should be. */
  synchronized int unwritten() {
    return unwritten.size();
  }

  private void drain() {
    boolean goesOn = true;
    while (goesOn) {
      Batch batch = take(base.get());
      goesOn = !batch.isEmpty() && write(batch);
    }
  }

  /** What is to be written now; nobody is busy any more if that is nothing. */
  private synchronized Batch take(Base oldest) {
    while (!unwritten.isEmpty() && unwritten.getFirst().sequence() <= oldest.sequence()) {
      unwritten.removeFirst();
    }
    Batch batch = new Batch(oldest, List.copyOf(unwritten), waiting, samples);
    waiting = new ArrayList<>();
    samples = new ArrayList<>();
    busy = !batch.isEmpty();
    return batch;
  }

  private boolean write(Batch batch) {
    long begun = System.nanoTime();
    try {
      journal.write(batch.change());
    } catch (IOException | RuntimeException e) {
      failed(batch, String.valueOf(e.getMessage()));
      return false;
    }
    Acknowledgement promise =
        journal.durability() == Durability.SYNCED
            ? Acknowledgement.SYNCED
            : Acknowledgement.IN_MEMORY;
    written(batch);
    batch.entries().forEach(entry -> entry.acknowledge(promise));
    observer.written(batch.entries().size(), Duration.ofNanos(System.nanoTime() - begun));
    return true;
  }

  private synchronized void written(Batch batch) {
    batch.late().forEach(_ -> unwritten.removeFirst());
    failure = Optional.empty();
    pause = FIRST_PAUSE;
  }

  private void failed(Batch batch, String reason) {
    List<Entry> late = new ArrayList<>(batch.fresh());
    Duration until;
    synchronized (this) {
      failure = Optional.of(reason);
      late.addAll(waiting);
      unwritten.addAll(late);
      waiting = new ArrayList<>();
      samples.addAll(0, batch.samples());
      until = pause;
      pause = longer(pause);
    }
    late.forEach(entry -> entry.acknowledge(Acknowledgement.UNWRITTEN));
    observer.notWritten(reason);
    background.after(until, this::drain);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
