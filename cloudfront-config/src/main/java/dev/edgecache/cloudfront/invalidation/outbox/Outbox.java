package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.schedule.Backlog;
import dev.edgecache.cloudfront.invalidation.schedule.Change;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.cloudfront.invalidation.schedule.Standing;
import dev.edgecache.cloudfront.invalidation.schedule.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What is to be invalidated at CloudFront. What it has taken is not lost: it goes out, be it after
 * a crash, as soon as limits and money permit.
 */
public final class Outbox implements AutoCloseable {

  private final Parts parts;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private final OutboxStore store;
  private final Backlog backlog;
  private final Schedule schedule;
  private final boolean isNew;

  /**
   * What an outbox works with.
   *
   * @param folder where it is kept; empty for memory, which a restart forgets
   * @param destinations where everything goes
   * @param settings how much goes out
   * @param service what it is sent to
   * @param observer learns what becomes of it
   * @param references makes texts that no two batches have in common
   * @param clock the time
   */
  public record Parts(
      Optional<Path> folder,
      Collection<Destination> destinations,
      Schedule.Settings settings,
      InvalidationService service,
      ScheduleObserver observer,
      Supplier<String> references,
      InstantSource clock) {}

  private Outbox(Parts parts, OutboxStore.Opened opened) {
    this.parts = parts;
    this.store = opened.store();
    this.isNew = store.isNew();
    this.backlog = opened.backlog();
    this.schedule =
        new Schedule(
            backlog,
            parts.settings(),
            parts.references(),
            parts.observer(),
            parts.clock().instant());
    parts.destinations().forEach(schedule::serve);
  }

  /**
   * The outbox of a folder, with what it held.
   *
   * @throws IOException if the folder can't be used
   */
  public static Outbox open(Parts parts) throws IOException {
    OutboxStore.Opened opened = OutboxStore.open(parts.folder(), parts.clock().instant());
    try {
      return new Outbox(parts, opened);
    } catch (RuntimeException e) {
      opened.store().close();
      throw e;
    }
  }

  /** Whether nothing was ever handed over to it. */
  public boolean isNew() {
    return isNew;
  }

  /** Why something may be missing from before the start. */
  public Optional<String> loss() {
    return store.loss();
  }

  /** The latest invalidation that was handed over. */
  public synchronized long cursor() {
    return backlog.cursor();
  }

  /**
   * Has everything up to a sequence count as handed over, and nothing after it.
   *
   * @throws OutboxException if that can't be kept
   */
  public synchronized void begin(long sequence) throws OutboxException {
    keep(Change.begun(sequence));
  }

  /**
   * Takes invalidations over, in the order of their sequences; they are on disk when this returns.
   *
   * @throws OutboxException if they can't be kept; then none of them is
   */
  public void take(List<HandOver> invalidations) throws OutboxException {
    synchronized (this) {
      Optional<Change> change = schedule.take(invalidations, now());
      if (change.isPresent()) {
        keep(change.get());
      }
    }
    listeners.forEach(Runnable::run);
  }

  /**
   * Takes what somebody orders to be invalidated; it is on disk when this returns.
   *
   * @throws OutboxException if it can't be kept
   */
  public void order(Map<Destination, Set<Item>> ordered) throws OutboxException {
    synchronized (this) {
      keep(schedule.order(ordered, now()));
    }
    listeners.forEach(Runnable::run);
  }

  /**
   * Does what is to be done next, if there is something. Of one thread at a time.
   *
   * @return when there will be something, if nothing comes before; empty if there may be at once
   * @throws OutboxException if it could not be kept; it will be tried again
   */
  public Optional<Step.Rest> advance() throws OutboxException {
    Step step;
    synchronized (this) {
      step = schedule.next(now());
      if (step instanceof Step.Keep(var change)) {
        // At once: what comes meanwhile must not be merged into what this takes away.
        keep(change);
      }
    }
    switch (step) {
      case Step.Rest rest -> {
        return Optional.of(rest);
      }
      case Step.Keep _ -> {}
      case Step.Send(var batch) -> {
        var answer = parts.service().create(batch);
        synchronized (this) {
          keepNow(schedule.created(batch, answer, now()));
        }
      }
      case Step.Ask(var batch, var id) -> {
        var answer = parts.service().ask(batch.to(), id);
        synchronized (this) {
          keepNow(schedule.asked(batch, answer, now()));
        }
      }
    }
    listeners.forEach(Runnable::run);
    return Optional.empty();
  }

  private synchronized void keepNow(Optional<Change> change) throws OutboxException {
    if (change.isPresent()) {
      keep(change.get());
    }
  }

  private synchronized void keep(Change change) throws OutboxException {
    store.write(change);
    schedule.apply(change);
  }

  /** Has somebody told, on the thread that does it, when something may have come further. */
  public void onProgress(Runnable listener) {
    listeners.add(listener);
  }

  /** How far an invalidation has come at a destination. */
  public synchronized Standing standing(Destination to, long sequence, Collection<Item> items) {
    return schedule.standing(to, sequence, items);
  }

  /** How it is. */
  public synchronized OutboxStatus status() {
    Instant now = now();
    var spending = backlog.spending().at(now);
    Budget budget = parts.settings().budget();
    return new OutboxStatus(
        backlog.cursor(),
        schedule.status(),
        new OutboxStatus.Money(
            spending.month(),
            spending.items(),
            spending.forecast(now),
            budget,
            budget.economyAt(spending.items())));
  }

  private Instant now() {
    return parts.clock().instant();
  }

  /** Gives it up as a crash would. */
  synchronized void abandon() {
    store.abandon();
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
