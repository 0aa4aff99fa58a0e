package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Budget.Economy;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Round;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How waiting items become a batch: as many as the limits permit, as exact as money permits. */
final class Forming {

  private final Backlog backlog;
  private final Schedule.Settings settings;
  private final ScheduleObserver observer;

  Forming(Backlog backlog, Schedule.Settings settings, ScheduleObserver observer) {
    this.backlog = backlog;
    this.settings = settings;
    this.observer = observer;
  }

  /** The next batch of a destination, or when there may be one. */
  Step form(Destination to, Lane lane, Supplier<String> references, Instant now) {
    Collection<Waiting> waiting = backlog.waiting(to);
    // What is in its window goes along with what is due, but a second invalidation does not.
    List<Waiting> candidates =
        waiting.stream()
            .filter(one -> one.slot().round() == Round.FIRST || isDue(now).test(one))
            .toList();
    boolean isTime = candidates.size() >= lane.size() || candidates.stream().anyMatch(isDue(now));
    if (!isTime) {
      return new Step.Rest(waiting.stream().map(Waiting::due).min(Instant::compareTo));
    }
    return settings.budget().economyAt(used(now)) == Economy.LIFETIME
        ? dropped(to, lane, candidates)
        : formed(to, lane, candidates, references, now);
  }

  private long used(Instant now) {
    return backlog.spending().at(now).items() + backlog.reserved();
  }

  private static Predicate<Waiting> isDue(Instant now) {
    return one -> !one.due().isAfter(now);
  }

  private Step dropped(Destination to, Lane lane, List<Waiting> candidates) {
    candidates.forEach(one -> lane.left(one.slot().item(), one.span()));
    observer.leftToLifetime(to, candidates.stream().map(one -> one.slot().item()).toList());
    return new Step.Keep(Change.dropped(candidates.stream().map(Waiting::slot).toList()));
  }

  private Step formed(
      Destination to,
      Lane lane,
      List<Waiting> candidates,
      Supplier<String> references,
      Instant now) {
    Economy economy = settings.budget().economyAt(used(now));
    Map<Item, Item> replacements =
        settings
            .coarsening()
            .replacements(
                candidates.stream().map(one -> one.slot().item()).distinct().toList(), economy);
    Room room = room(to, lane, settings.budget().left(used(now)));
    List<Waiting> loads = new ArrayList<>();
    for (Waiting one : candidates) {
      Item item = one.slot().item();
      if (room.admits(replacements.getOrDefault(item, item))) {
        loads.add(one);
      }
    }
    if (loads.isEmpty()) {
      // What is in progress has to be completed first.
      return new Step.Rest(Optional.empty());
    }
    long exact = loads.stream().map(one -> one.slot().item()).distinct().count();
    if (exact > room.items.size()) {
      observer.economised(to, economy, (int) exact - room.items.size());
    }
    List<Slot> gone = loads.stream().map(Waiting::slot).toList();
    return new Step.Keep(
        Change.formed(
            gone,
            new Batch(
                references.get(),
                to,
                List.copyOf(room.items),
                loads,
                now,
                new Batch.State.Formed())));
  }

  private Room room(Destination to, Lane lane, long affordable) {
    Limits limits = settings.limits();
    int inProgress = 0;
    int wildcards = 0;
    for (Batch batch : backlog.batches(to).toList()) {
      inProgress += batch.items().size();
      wildcards += batch.wildcards();
    }
    long items = Math.min(Math.min(lane.size(), limits.inProgress() - inProgress), affordable);
    return new Room(items, limits.wildcardsInProgress() - wildcards);
  }

  /** What a batch still has room for. */
  private static final class Room {
    private final Set<Item> items = new LinkedHashSet<>();
    private final long most;
    private int wildcards;

    Room(long most, int wildcards) {
      this.most = most;
      this.wildcards = wildcards;
    }

    boolean admits(Item item) {
      if (items.contains(item)) {
        return true;
      }
      if (items.size() >= most || (item.isWildcard() && wildcards <= 0)) {
        return false;
      }
      wildcards -= item.isWildcard() ? 1 : 0;
      return items.add(item);
    }
  }
}
