package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Spending;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Slot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The items that are to go out and the batches that are not completed. Of one thread at a time. */
public final class Backlog {

  private final Map<Destination, LinkedHashMap<Slot, Waiting>> waiting = new LinkedHashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();

  /** The batches by what they are for. */
  private final Map<Slot, Map<String, Batch>> bySlot = new HashMap<>();

  private long cursor;
  private Spending spending;

  /**
   * A backlog as it was kept.
   *
   * @param cursor the latest invalidation that was handed over
   */
  public Backlog(
      Collection<Waiting> waiting, Collection<Batch> batches, long cursor, Spending spending) {
    waiting.stream().sorted(Comparator.comparing(Waiting::since)).forEach(this::put);
    batches.stream().sorted(Comparator.comparing(Batch::formed)).forEach(this::put);
    this.cursor = cursor;
    this.spending = spending;
  }

  private void put(Waiting one) {
    waiting.computeIfAbsent(one.slot().to(), _ -> new LinkedHashMap<>()).put(one.slot(), one);
  }

  /** What comes back from a batch goes before what has not been in one. */
  private void putFirst(Waiting one) {
    waiting.computeIfAbsent(one.slot().to(), _ -> new LinkedHashMap<>()).putFirst(one.slot(), one);
  }

  private void put(Batch batch) {
    batches.put(batch.reference(), batch);
    batch
        .loads()
        .forEach(
            load ->
                bySlot
                    .computeIfAbsent(load.slot(), _ -> new LinkedHashMap<>())
                    .put(batch.reference(), batch));
  }

  private void remove(String reference) {
    Batch batch = batches.remove(reference);
    if (batch == null) {
      return;
    }
    for (Waiting load : batch.loads()) {
      bySlot.computeIfPresent(
          load.slot(),
          (_, those) -> {
            those.remove(reference);
            return those.isEmpty() ? null : those;
          });
    }
  }

  /** Makes a change that is kept. */
  public void apply(Change change) {
    change
        .gone()
        .forEach(
            slot ->
                waiting.computeIfPresent(
                    slot.to(),
                    (_, lane) -> {
                      lane.remove(slot);
                      return lane;
                    }));
    change.ended().forEach(this::remove);
    switch (change.place()) {
      case BACK -> change.waiting().forEach(this::put);
      case FRONT -> change.waiting().reversed().forEach(this::putFirst);
    }
    change.batches().forEach(this::put);
    change.cursor().ifPresent(latest -> cursor = latest);
    change.spending().ifPresent(spent -> spending = spent);
  }

  private Map<Slot, Waiting> lane(Destination to) {
    LinkedHashMap<Slot, Waiting> lane = waiting.get(to);
    return lane == null ? Map.of() : lane;
  }

  /** What waits in a slot. */
  Optional<Waiting> waiting(Slot slot) {
    return Optional.ofNullable(lane(slot.to()).get(slot));
  }

  /** The batches in which a slot is. */
  Collection<Batch> batches(Slot slot) {
    Map<String, Batch> those = bySlot.get(slot);
    return those == null ? List.of() : those.values();
  }

  /** What one of a slot becomes if another one comes. */
  Waiting merged(Waiting added) {
    return waiting(added.slot()).map(present -> present.with(added)).orElse(added);
  }

  /** What waits for a destination, in the order in which it came. */
  public Collection<Waiting> waiting(Destination to) {
    return lane(to).values();
  }

  /** The batches of a destination that are not completed, the oldest first. */
  public Stream<Batch> batches(Destination to) {
    return batches.values().stream().filter(batch -> batch.to().equals(to));
  }

  /** Items that are to be sent, and count for the budget once they are accepted. */
  long reserved() {
    return batches.values().stream()
        .filter(Batch::isFormed)
        .mapToLong(batch -> batch.items().size())
        .sum();
  }

  /** The latest invalidation that was handed over. */
  public long cursor() {
    return cursor;
  }

  /** What went out in the latest month. */
  public Spending spending() {
    return spending;
  }
}
