package dev.edgecache.invalidation.log;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.Base;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.Recorded;
import dev.edgecache.invalidation.journal.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All invalidations in one sequence. One is in effect when {@link #append} returns, and
 * acknowledged once it is as durable as the journal makes it.
 *
 * <p>It tells a bounded number of them apart, the latest; one that comes again changes nothing. The
 * older ones become one mark, which an answer must meet after a restart whatever its tags.
 */
public final class InvalidationLog implements AutoCloseable {

  /** The latest invalidations that are told apart, unless said otherwise. */
  public static final int MOST_RECORDS = 100_000;

  private final Journal journal;
  private final Floors floors;
  private final LogObserver observer;
  private final Background background;
  private final History history;
  private final Locating locating;
  private final Writing writing;

  private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();

  /** The latest sequence that was given. Guarded by this. */
  private long latest;

  /**
   * What a log works with.
   *
   * @param floors what it raises
   * @param primary where it gets positions; empty if they are not compared
   * @param background where it does what takes time
   * @param observer learns what happens
   * @param records the invalidations that it tells apart
   */
  public record Parts(
      Floors floors,
      Optional<PrimaryPositions> primary,
      Background background,
      LogObserver observer,
      int records) {}

  /** How it is told where an invalidation is, from where it says that it is. */
  @FunctionalInterface
  private interface Search {
    Location of(Optional<Position> stated);
  }

  private InvalidationLog(Journal journal, Parts parts) {
    this.journal = journal;
    this.floors = parts.floors();
    this.observer = parts.observer();
    this.background = parts.background();
    this.history = new History(parts.records(), journal.contents().base());
    this.locating =
        new Locating(parts.primary(), floors, parts.background(), observer, this::sampled);
    this.writing = new Writing(journal, this::base, parts.background(), observer);
    this.latest = journal.contents().latest();
  }

  /**
   * The log that a journal holds, whose floors are in force when this returns.
   *
   * @param now counts as the time of a loss
   */
  public static InvalidationLog open(Journal journal, Parts parts, Instant now) {
    InvalidationLog log = new InvalidationLog(journal, parts);
    log.restore(journal.contents());
    journal.contents().loss().ifPresent(loss -> log.lost(loss, now));
    return log;
  }

  private void restore(Journal.Contents contents) {
    NavigableMap<Long, Sample> samples = new TreeMap<>();
    contents.samples().forEach(sample -> samples.put(sample.sequence(), sample));
    List<Entry> awaiting = new ArrayList<>();
    boolean baseAwaits = false;
    synchronized (this) {
      if (!contents.base().isEmpty()) {
        Recorded base = asRecord(contents.base());
        Location location = locating.restored(base, taken(samples, base.sequence()));
        baseAwaits = location instanceof Location.Awaited;
        raise(base.invalidation(), base.sequence(), location);
      }
      for (Recorded recorded : contents.records()) {
        Location location = locating.restored(recorded, taken(samples, recorded.sequence()));
        Entry entry = new Entry(recorded, location);
        entry.acknowledge(Acknowledgement.SYNCED);
        raise(recorded.invalidation(), recorded.sequence(), location);
        history.add(entry);
        if (location instanceof Location.Awaited) {
          awaiting.add(entry);
        }
      }
    }
    if (baseAwaits || !awaiting.isEmpty()) {
      locating.addAll(contents.latest(), awaiting);
      locating.start();
    }
  }

  private static Optional<Sample> taken(NavigableMap<Long, Sample> samples, long sequence) {
    return Optional.ofNullable(samples.ceilingEntry(sequence)).map(Map.Entry::getValue);
  }

  private static Recorded asRecord(Base base) {
    Invalidation everything =
        new Invalidation(
            "base",
            Set.of(ImplicitTags.EVERYTHING),
            Invalidation.Mode.HARD,
            base.position(),
            Instant.EPOCH,
            "the log");
    return new Recorded(base.sequence(), everything, base.position());
  }

  /** Nothing from before is proven any more. */
  private void lost(Journal.Loss loss, Instant now) {
    append(Invalidation.of(Set.of(ImplicitTags.EVERYTHING), now, "the log: some of it was lost"));
    observer.lost(loss);
  }

  /** Puts an invalidation in effect and into the log, unless the log knows its id. */
  public Appended append(Invalidation invalidation) {
    return append(invalidation, locating::locate);
  }

  /**
   * The same for one whose position a replica is known to have replayed, so that nobody need be
   * asked whether it is there.
   */
  public Appended appendReplayed(Invalidation invalidation) {
    return append(invalidation, locating::replayed);
  }

  /** The same for several, in their order; none, if one that says something else has an id. */
  public AppendedBatch appendAll(List<Invalidation> invalidations) {
    List<Appended> all;
    synchronized (this) {
      Optional<String> taken = history.taken(invalidations);
      if (taken.isPresent()) {
        return new AppendedBatch.Refused(taken.get());
      }
      all = invalidations.stream().map(each -> appendOnce(each, locating::locate)).toList();
    }
    all.forEach(this::follow);
    return new AppendedBatch.InEffect(all.stream().map(Appended::entry).toList());
  }

  private Appended append(Invalidation invalidation, Search search) {
    Appended appended = appendOnce(invalidation, search);
    follow(appended);
    return appended;
  }

  /** Does what is not to be done under the lock. */
  private void follow(Appended appended) {
    switch (appended) {
      case Appended.First(Entry entry, var _) -> {
        observer.appended(entry.invalidation());
        listeners.forEach(listener -> listener.accept(entry));
        writing.start();
        locating.start();
      }
      case Appended.Again(Entry entry) -> observer.repeated(entry.invalidation());
      case Appended.Refused _ -> {
        // Whoever brought it has to say what comes of it.
      }
    }
  }

  private synchronized Appended appendOnce(Invalidation invalidation, Search search) {
    return history
        .find(invalidation.id())
        .<Appended>map(
            first ->
                first.invalidation().saysAsMuchAs(invalidation)
                    ? new Appended.Again(first)
                    : new Appended.Refused(first))
        .orElseGet(() -> appendNew(invalidation, search));
  }

  private Appended appendNew(Invalidation invalidation, Search search) {
    // A fetch that knows this sequence, or a greater one that floors gave themselves meanwhile,
    // began after the invalidation came.
    latest = Math.max(latest, floors.sequence()) + 1;
    Location location = search.of(invalidation.position());
    Entry entry =
        new Entry(
            new Recorded(
                latest,
                invalidation,
                location instanceof Location.Stated ? invalidation.position() : Optional.empty()),
            location);
    Floors.Invalidated effect = raise(invalidation, latest, location);
    history.add(entry);
    writing.add(entry);
    locating.add(entry);
    return new Appended.First(entry, effect);
  }

  /**
   * Has an invalidation count anew, for answers that were asked for since it came, as the primary
   * shows it only now. Only this process has such answers: a target is not told before. So nothing
   * is recorded.
   */
  public synchronized void repeat(Entry entry) {
    latest = Math.max(latest, floors.sequence()) + 1;
    raise(entry.invalidation(), latest, entry.location());
  }

  private Floors.Invalidated raise(Invalidation invalidation, long sequence, Location location) {
    Mark mark = location.mark(sequence);
    Floor floor =
        switch (invalidation.mode()) {
          case HARD -> Floor.hard(mark);
          case SOFT -> Floor.soft(mark, invalidation.received());
        };
    return floors.raise(invalidation.tags(), sequence, floor);
  }

  /**
   * Has positions sampled anew, soon, that the history which holds now does not relate to its own.
   * To be called after each {@link Floors#turn}; takes no lock.
   */
  public void turned() {
    background.run(this::locateUnknown);
  }

  private void locateUnknown() {
    synchronized (this) {
      if (locating.knowsAll()) {
        return;
      }
      List<Entry> unknown = history.oldestFirst().filter(this::isUnknown).toList();
      unknown.forEach(entry -> entry.locatedAt(new Location.Awaited()));
      locating.addAll(latest, unknown);
    }
    locating.start();
  }

  private boolean isUnknown(Entry entry) {
    return entry.location().known().filter(position -> !locating.knows(position)).isPresent();
  }

  private void sampled(Sample sample) {
    synchronized (this) {
      history.sampled(sample);
    }
    writing.add(sample);
    writing.start();
  }

  private synchronized Base base() {
    return history.base();
  }

  /**
   * Has each invalidation told from now on, before {@link #append} returns and on its thread; not
   * under a lock.
   */
  public void onAppended(Consumer<Entry> listener) {
    listeners.add(listener);
  }

  /** The invalidations after a sequence that are told apart, the oldest first. */
  public synchronized List<Entry> after(long sequence) {
    return history.after(sequence);
  }

  /** The sequence up to which invalidations are no longer told apart; 0 if they all are. */
  public synchronized long forgotten() {
    return history.base().sequence();
  }

  /** The latest sequence that was given. */
  public synchronized long latest() {
    return latest;
  }

  /** The invalidation of that id, if it is among those that are told apart. */
  public synchronized Optional<Entry> find(String id) {
    return history.find(id);
  }

  /** The latest invalidations, the latest first. */
  public synchronized List<Entry> latest(int limit) {
    return history.latest(limit);
  }

  /** How the log is. */
  public LogStatus status() {
    int records;
    synchronized (this) {
      records = history.size();
    }
    return new LogStatus(
        journal.durability(),
        writing.failure(),
        journal.contents().loss(),
        records,
        writing.unwritten(),
        locating.size(),
        locating.oldest().map(entry -> entry.invalidation().received()),
        journal.bytes());
  }

  /** Gives the journal up; the background must have ended. */
  @Override
  public void close() {
    journal.close();
  }
}
