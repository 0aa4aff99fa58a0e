package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Change.Place;
import dev.edgecache.cloudfront.invalidation.schedule.Standing.Stage;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Round;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Slot;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is to be done next about a backlog. It does nothing itself: a caller keeps the changes that
 * it asks for, makes the calls, and tells it what came of them. Of one thread at a time.
 */
public final class Schedule {

  private final Backlog backlog;
  private final Settings settings;
  private final Supplier<String> references;
  private final ScheduleObserver observer;
  private final LinkedHashMap<Destination, Lane> lanes = new LinkedHashMap<>();
  private final Forming forming;
  private final TokenBucket calls;
  private final TokenBucket items;
  private final TokenBucket wildcards;

  /** How much goes out, and what stands for several. */
  public record Settings(Limits limits, Budget budget, Coarsening coarsening) {}

  /**
   * An invalidation that goes to CloudFront.
   *
   * @param sequence its place in the order in which they are handed over
   * @param items what it means at each destination; none where it means nothing
   * @param after what is to follow it
   */
  public record HandOver(long sequence, Map<Destination, Set<Item>> items, After after) {}

  /**
   * A schedule that goes on where a backlog was left.
   *
   * @param references makes texts that no two batches have in common
   */
  public Schedule(
      Backlog backlog,
      Settings settings,
      Supplier<String> references,
      ScheduleObserver observer,
      Instant now) {
    this.backlog = backlog;
    this.settings = settings;
    this.references = references;
    this.observer = observer;
    Limits.Rates rates = settings.limits().rates();
    this.calls = new TokenBucket(rates.calls(), rates.callBurst(), now);
    this.items = new TokenBucket(rates.items(), Math.max(1, rates.items()), now);
    this.wildcards = new TokenBucket(rates.wildcards(), Math.max(1, rates.wildcards()), now);
    this.forming = new Forming(backlog, settings, observer);
  }

  /** Takes up a destination; what was sent to it and not answered before the start is unknown. */
  public void serve(Destination to) {
    Lane lane = new Lane(settings.limits());
    backlog
        .batches(to)
        .filter(Batch::isFormed)
        .forEach(batch -> lane.unanswered(batch.reference()));
    lanes.put(to, lane);
  }

  /** What changes when invalidations are handed over; those that were before change nothing. */
  public Optional<Change> take(List<HandOver> handed, Instant now) {
    Map<Slot, Waiting> added = new LinkedHashMap<>();
    long cursor = backlog.cursor();
    for (HandOver invalidation : handed) {
      if (invalidation.sequence() <= backlog.cursor()) {
        continue;
      }
      cursor = Math.max(cursor, invalidation.sequence());
      for (var entry : invalidation.items().entrySet()) {
        for (Item item : entry.getValue()) {
          Waiting one =
              new Waiting(
                  new Slot(entry.getKey(), Round.FIRST, item),
                  new Span(invalidation.sequence(), invalidation.sequence()),
                  now,
                  now.plus(settings.limits().window()),
                  invalidation.after());
          added.merge(one.slot(), backlog.merged(one), Waiting::with);
        }
      }
    }
    return cursor == backlog.cursor()
        ? Optional.empty()
        : Optional.of(Change.came(List.copyOf(added.values()), cursor));
  }

  /** What changes when somebody orders an invalidation that is of no sequence. */
  public Change order(Map<Destination, Set<Item>> ordered, Instant now) {
    List<Waiting> added = new ArrayList<>();
    ordered.forEach(
        (to, wanted) ->
            wanted.forEach(
                item ->
                    added.add(
                        backlog.merged(
                            new Waiting(
                                new Slot(to, Round.FIRST, item),
                                new Span(0, 0),
                                now,
                                now,
                                After.NOTHING)))));
    return Change.came(added, backlog.cursor());
  }

  /** Makes a change that is kept. */
  public void apply(Change change) {
    change.ended().forEach(reference -> lanes.values().forEach(lane -> lane.ended(reference)));
    backlog.apply(change);
  }

  /** What is to be done next. */
  public Step next(Instant now) {
    Optional<Instant> until = Optional.empty();
    for (var entry : lanes.entrySet()) {
      Step step = next(entry.getKey(), entry.getValue(), now);
      if (step instanceof Step.Rest(var rest)) {
        until = earlier(until, rest);
        continue;
      }
      // The others come first next time.
      lanes.putLast(entry.getKey(), entry.getValue());
      return step;
    }
    return new Step.Rest(until);
  }

  private Step next(Destination to, Lane lane, Instant now) {
    Optional<Instant> until = Optional.empty();
    Optional<Batch> formed = Optional.empty();
    for (Batch batch : backlog.batches(to).toList()) {
      switch (batch.state()) {
        case Batch.State.Formed() -> formed = Optional.of(batch);
        case Batch.State.Accepted(var id, _) -> {
          Instant at = lane.questionAt(batch.reference());
          if (!at.isAfter(now)) {
            return new Step.Ask(batch, id);
          }
          until = earlier(until, Optional.of(at));
        }
      }
    }
    Step further =
        formed.isPresent()
            ? send(formed.get(), lane, now)
            : forming.form(to, lane, references, now);
    return further instanceof Step.Rest(var rest) ? new Step.Rest(earlier(until, rest)) : further;
  }

  private Step send(Batch batch, Lane lane, Instant now) {
    int size = batch.items().size();
    Instant ready =
        Stream.of(
                lane.pausedUntil(),
                calls.ready(1, now),
                items.ready(size, now),
                wildcards.ready(batch.wildcards(), now))
            .max(Instant::compareTo)
            .orElse(now);
    if (ready.isAfter(now)) {
      return new Step.Rest(Optional.of(ready));
    }
    calls.take(1, now);
    items.take(size, now);
    wildcards.take(batch.wildcards(), now);
    if (lane.isUnanswered(batch.reference())) {
      observer.sentAgain(batch);
    }
    return new Step.Send(batch);
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
  }

  /** What changes by what CloudFront said of a batch that was sent. */
  public Optional<Change> created(Batch batch, Created answer, Instant now) {
    Lane lane = laneOf(batch.to());
    return switch (answer) {
      case Created.Accepted(var id) -> Optional.of(accepted(batch, lane, id, now));
      case Created.TooLarge() -> Optional.of(smaller(batch, lane, "too many items in a batch"));
      case Created.Malformed(var reason) -> Optional.of(smaller(batch, lane, reason));
      case Created.TooManyInProgress() -> {
        lane.shrink(batch.items().size());
        failed(batch, lane, "too many invalidations in progress", now);
        yield Optional.of(takenApart(batch, lane));
      }
      case Created.ReferenceInUse() -> {
        lane.unanswered(batch.reference());
        yield Optional.of(takenApart(batch, lane));
      }
      case Created.NotNow(var reason) -> {
        failed(batch, lane, reason, now);
        yield Optional.empty();
      }
      case Created.Unanswered(var reason) -> {
        lane.unanswered(batch.reference());
        failed(batch, lane, reason, now);
        yield Optional.empty();
      }
    };
  }

  private Lane laneOf(Destination to) {
    Lane lane = lanes.get(to);
    if (lane == null) {
      throw new IllegalArgumentException("destination: " + to.name() + " (expected: one served)");
    }
    return lane;
  }

  private Change accepted(Batch batch, Lane lane, String id, Instant now) {
    lane.succeeded();
    lane.accepted(batch.reference(), now);
    observer.accepted(batch);
    return Change.further(
        batch.accepted(id, now), backlog.spending().at(now).plus(batch.items().size()));
  }

  /** A batch that is not taken goes out in halves; what is not taken alone does not go out. */
  private Change smaller(Batch batch, Lane lane, String reason) {
    if (batch.items().size() > 1) {
      lane.shrink(batch.items().size());
      return takenApart(batch, lane);
    }
    batch.loads().forEach(load -> lane.left(load.slot().item(), load.span()));
    observer.setAside(batch.to(), batch.items().getFirst(), reason);
    return Change.ended(batch, List.of(), Place.BACK);
  }

  /** What was in a batch waits again, to go out under another reference. */
  private Change takenApart(Batch batch, Lane lane) {
    if (lane.isUnanswered(batch.reference()) || !batch.isFormed()) {
      observer.duplicated(batch);
    }
    return Change.ended(batch, batch.loads().stream().map(backlog::merged).toList(), Place.FRONT);
  }

  private void failed(Batch batch, Lane lane, String reason, Instant now) {
    lane.failed(reason, now);
    observer.failed(batch.to(), reason);
  }

  /** What changes by what CloudFront said of a batch that it had accepted. */
  public Optional<Change> asked(Batch batch, Asked answer, Instant now) {
    Lane lane = laneOf(batch.to());
    return switch (answer) {
      case Asked.Completed() -> Optional.of(completed(batch, now));
      case Asked.InProgress() -> {
        lane.notCompleted(batch.reference(), now);
        yield Optional.empty();
      }
      case Asked.Unanswered(var reason) -> {
        lane.notCompleted(batch.reference(), now);
        observer.failed(batch.to(), reason);
        yield Optional.empty();
      }
      case Asked.Unknown() -> Optional.of(takenApart(batch, lane));
    };
  }

  private Change completed(Batch batch, Instant now) {
    if (batch.state() instanceof Batch.State.Accepted(_, var at)) {
      observer.completed(batch, Duration.between(at, now));
    }
    Instant due = now.plus(settings.limits().followUp());
    List<Waiting> second = new ArrayList<>();
    for (Waiting load : batch.loads()) {
      if (load.after() == After.FOLLOW_UP) {
        second.add(
            backlog.merged(
                new Waiting(load.slot().second(), load.span(), now, due, After.NOTHING)));
      }
    }
    return Change.ended(batch, second, Place.BACK);
  }

  /** How far an invalidation has come at a destination. */
  public Standing standing(Destination to, long sequence, Collection<Item> wanted) {
    Optional<Lane> lane = Optional.ofNullable(lanes.get(to));
    Stage least = sequence <= backlog.cursor() ? Stage.DONE : Stage.WAITING;
    for (Item item : wanted) {
      for (Round round : Round.values()) {
        Stage stage = stage(new Slot(to, round, item), sequence);
        least = stage.compareTo(least) < 0 ? stage : least;
      }
      if (least == Stage.DONE && lane.filter(one -> one.hasLeft(item, sequence)).isPresent()) {
        least = Stage.LEFT_TO_LIFETIME;
      }
    }
    return new Standing(
        least,
        least == Stage.DONE || least == Stage.LEFT_TO_LIFETIME
            ? Optional.empty()
            : lane.flatMap(Lane::failing));
  }

  private Stage stage(Slot slot, long sequence) {
    boolean isSecond = slot.round() == Round.SECOND;
    if (backlog.waiting(slot).filter(waiting -> waiting.span().has(sequence)).isPresent()) {
      return isSecond ? Stage.FOLLOW_UP : Stage.WAITING;
    }
    return backlog.batches(slot).stream()
        .filter(batch -> isIn(batch, slot, sequence))
        .map(batch -> batch.isFormed() ? Stage.SENT : Stage.IN_PROGRESS)
        .map(stage -> isSecond ? Stage.FOLLOW_UP : stage)
        .min(Comparator.naturalOrder())
        .orElse(Stage.DONE);
  }

  private static boolean isIn(Batch batch, Slot slot, long sequence) {
    return batch.loads().stream()
        .anyMatch(load -> load.slot().equals(slot) && load.span().has(sequence));
  }

  /** How the ways to all destinations are. */
  public List<LaneStatus> status() {
    return lanes.entrySet().stream()
        .map(entry -> status(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(LaneStatus::to))
        .toList();
  }

  private LaneStatus status(Destination to, Lane lane) {
    Collection<Waiting> waiting = backlog.waiting(to);
    List<Batch> formed = backlog.batches(to).filter(Batch::isFormed).toList();
    List<Batch> accepted = backlog.batches(to).filter(batch -> !batch.isFormed()).toList();
    return new LaneStatus(
        to,
        waiting.size() + items(formed),
        Stream.concat(waiting.stream(), formed.stream().flatMap(batch -> batch.loads().stream()))
            .map(Waiting::since)
            .min(Instant::compareTo),
        items(accepted),
        accepted.stream()
            .map(Batch::state)
            .flatMap(
                state ->
                    state instanceof Batch.State.Accepted(_, var at)
                        ? Stream.of(at)
                        : Stream.empty())
            .min(Instant::compareTo),
        lane.failing());
  }

  private static int items(List<Batch> batches) {
    return batches.stream().mapToInt(batch -> batch.items().size()).sum();
  }
}
