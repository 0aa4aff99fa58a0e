package dev.edgecache.invalidation.log;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Turn;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.Recorded;
import dev.edgecache.invalidation.journal.Sample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The search for positions of invalidations that have none: one reading of the primary at a time,
 * for all that came before it began. A reading that fails is begun again after pauses that grow.
 *
 * <p>For an invalidation that states a position which nobody is known to have, a look at what is
 * near may tell sooner that it was reached.
 *
 * <p>Its lock comes before that of the floors.
 */
final class Locating {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Optional<PrimaryPositions> primary;
  private final Floors floors;
  private final Background background;
  private final LogObserver observer;
  private final Consumer<Sample> sampled;

  // Guarded by this.
  private final Deque<Entry> awaiting = new ArrayDeque<>();
  private Optional<Everything> everything = Optional.empty();
  private final Set<Epoch> used = new HashSet<>();
  private Duration pause = FIRST_PAUSE;
  private boolean busy;
  private boolean looking;

  /** How many of those that await state a position. */
  private int stated;

  /** All floors up to a sequence are to be located, and these invalidations with them. */
  private record Everything(long latest, List<Entry> entries) {}

  /** What a reading is for. */
  private record Question(Optional<Everything> everything, long latest) {}

  /**
   * @param sampled learns each position that was sampled, when it is in force; not called under a
   *     lock
   */
  Locating(
      Optional<PrimaryPositions> primary,
      Floors floors,
      Background background,
      LogObserver observer,
      Consumer<Sample> sampled) {
    this.primary = primary;
    this.floors = floors;
    this.background = background;
    this.observer = observer;
    this.sampled = sampled;
  }

  /** Where an invalidation is that comes now, and says that it was committed there. */
  Location locate(Optional<Position> stated) {
    if (primary.isEmpty()) {
      return new Location.Unneeded();
    }
    Optional<Position> reached = primary.get().reached();
    return stated(
        stated
            .flatMap(this::current)
            .filter(position -> reached.filter(known -> known.isAtLeast(position)).isPresent()));
  }

  /** Where an invalidation is that comes now, and was committed where a replica has been since. */
  Location replayed(Optional<Position> stated) {
    return primary.isEmpty() ? new Location.Unneeded() : stated(stated.flatMap(this::current));
  }

  private Location stated(Optional<Position> known) {
    return known
        .<Location>map(position -> new Location.Stated(using(position)))
        .orElseGet(Location.Awaited::new);
  }

  /** Where an invalidation is that the log held. */
  Location restored(Recorded recorded, Optional<Sample> sample) {
    if (primary.isEmpty()) {
      return new Location.Unneeded();
    }
    Optional<Location> known =
        recorded
            .reached()
            .<Location>map(Location.Stated::new)
            .or(() -> sample.map(taken -> located(recorded, taken)));
    return known
        .filter(location -> location.known().filter(this::knows).map(this::using).isPresent())
        .orElseGet(Location.Awaited::new);
  }

  private Location located(Recorded recorded, Sample sample) {
    Optional<Position> stated = recorded.invalidation().position();
    Optional<Position> reached = stated.flatMap(this::current).filter(sample.position()::isAtLeast);
    if (stated.isPresent() && reached.isEmpty()) {
      return new Location.SetAside(sample.position());
    }
    // Where an earlier floor is of an unknown history, the sample alone reflects that one as well.
    return reached
        .filter(_ -> knowsAll())
        .<Location>map(Location.Stated::new)
        .orElseGet(() -> new Location.Sampled(sample.position()));
  }

  /** Whether positions of that one's history can be compared. */
  boolean knows(Position position) {
    return current(position).isPresent();
  }

  /** Takes one up whose floors are raised. */
  synchronized void add(Entry entry) {
    if (entry.location() instanceof Location.Awaited) {
      awaiting.add(entry);
      stated += entry.invalidation().position().isPresent() ? 1 : 0;
    }
  }

  /**
   * Has everything located that was invalidated up to a sequence.
   *
   * @param entries those among them that are told apart and await it
   */
  synchronized void addAll(long latest, List<Entry> entries) {
    everything = Optional.of(new Everything(latest, entries));
  }

  /** The one that has waited longest for its position. */
  synchronized Optional<Entry> oldest() {
    return everything
        .flatMap(all -> all.entries().stream().findFirst())
        .or(() -> Optional.ofNullable(awaiting.peekFirst()));
  }

  /** How many await their positions. */
  synchronized int size() {
    return awaiting.size() + everything.map(all -> all.entries().size()).orElse(0);
  }

  /** Looks for what is awaited, unless somebody does already. Not under a lock. */
  void start() {
    look();
    ask();
  }

  private void look() {
    synchronized (this) {
      if (looking || primary.isEmpty() || stated == 0) {
        return;
      }
      looking = true;
    }
    var _ = primary.get().look().whenComplete((_, _) -> looked());
  }

  private void looked() {
    int found = 0;
    synchronized (this) {
      looking = false;
      Set<String> unknown = new HashSet<>();
      for (Entry entry : List.copyOf(awaiting)) {
        if (isLocatedNow(entry, unknown)) {
          awaiting.remove(entry);
          stated--;
          found++;
        } else {
          unknown.addAll(entry.invalidation().tags());
        }
      }
    }
    if (found > 0) {
      observer.located();
    }
  }

  /**
   * Locates an invalidation that states a position which was reached, if it has no tag with an
   * earlier one that is not located: a floor tells only up to which one of its tag all are.
   */
  private boolean isLocatedNow(Entry entry, Set<String> unknown) {
    Set<String> tags = entry.invalidation().tags();
    if (everything.isPresent()
        || !knowsAll()
        || !Collections.disjoint(tags, unknown)
        || !(locate(entry.invalidation().position()) instanceof Location.Stated stated)
        || !floors.locateOne(tags, entry.sequence(), stated.position())) {
      return false;
    }
    entry.locatedAt(stated);
    return true;
  }

  private void ask() {
    Question question;
    synchronized (this) {
      if (busy || primary.isEmpty() || (awaiting.isEmpty() && everything.isEmpty())) {
        return;
      }
      busy = true;
      long latest = awaiting.isEmpty() ? 0 : awaiting.getLast().sequence();
      question =
          new Question(
              everything, everything.map(all -> Math.max(latest, all.latest())).orElse(latest));
    }
    var _ = primary.get().read().whenComplete((read, failure) -> answered(question, read, failure));
  }

  private void answered(Question question, @Nullable Position read, @Nullable Throwable failure) {
    if (read == null) {
      again(reason(failure));
    } else if (!knows(read)) {
      again("the primary is at " + read.text() + ", of a history that is not known yet");
    } else {
      located(question, new Sample(question.latest(), using(read)));
    }
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
  }

  private void located(Question question, Sample sample) {
    Map<Entry, Location> locations = new LinkedHashMap<>();
    synchronized (this) {
      question
          .everything()
          .ifPresent(
              all ->
                  all.entries()
                      .forEach(entry -> locations.put(entry, located(entry.recorded(), sample))));
      while (!awaiting.isEmpty() && awaiting.getFirst().sequence() <= sample.sequence()) {
        Entry entry = awaiting.removeFirst();
        stated -= entry.invalidation().position().isPresent() ? 1 : 0;
        locations.put(entry, located(entry.recorded(), sample));
      }
      if (question.everything().isPresent()) {
        floors.locateAll(sample.sequence(), sample.position());
      } else {
        floors.locate(byTag(locations), sample.sequence(), sample.position());
      }
    }
    locations.forEach(
        (entry, location) -> {
          entry.locatedAt(location);
          if (location instanceof Location.SetAside) {
            observer.setAside(entry.invalidation(), sample.position());
          }
        });
    observer.located();
    sampled.accept(sample);
    synchronized (this) {
      if (everything.equals(question.everything())) {
        everything = Optional.empty();
      }
      pause = FIRST_PAUSE;
      busy = false;
    }
    start();
  }

  /** The greatest position for each tag of those that are located. */
  private static Map<String, Position> byTag(Map<Entry, Location> locations) {
    Map<String, Position> greatest = new HashMap<>();
    locations.forEach(
        (entry, location) ->
            location
                .known()
                .ifPresent(
                    position ->
                        entry
                            .invalidation()
                            .tags()
                            .forEach(
                                tag ->
                                    greatest.merge(
                                        tag,
                                        position,
                                        (one, other) -> one.isAtLeast(other) ? one : other))));
    return greatest;
  }

  private void again(String reason) {
    Duration until;
    synchronized (this) {
      until = pause;
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
    observer.notLocated(reason);
    background.after(
        until,
        () -> {
          synchronized (this) {
            busy = false;
          }
          start();
        });
  }

  /** Whether all positions that were ever used are of the history that floors compare by. */
  synchronized boolean knowsAll() {
    return floors.turn().map(turn -> used.stream().allMatch(turn.lineage()::knows)).orElse(true);
  }

  /** A position in terms of the history that floors compare by; empty if it is of another. */
  private synchronized Optional<Position> current(Position position) {
    Optional<Turn> turn = floors.turn();
    return turn.isPresent()
        ? turn.get().lineage().demandInCurrent(position)
        : Optional.of(position).filter(_ -> used.isEmpty() || used.contains(position.epoch()));
  }

  /** That position, which floors compare with others from now on. */
  private synchronized Position using(Position position) {
    used.add(position.epoch());
    return position;
  }
}
