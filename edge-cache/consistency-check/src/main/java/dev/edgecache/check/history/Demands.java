package dev.edgecache.check.history;

import dev.edgecache.check.history.Acknowledged.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the invalidations that were acknowledged so far demand of the next answer, for each proxy,
 * route and item. It is fed in the order of time.
 */
final class Demands {

  private final Map<Place, Demand> byPlace = new HashMap<>();

  private record Place(int proxy, Route route, int key) {}

  /** The demands upon one item at one place: of each mode those that raised the version. */
  static final class Demand {
    private final List<Step> hard = new ArrayList<>();
    private final List<Step> soft = new ArrayList<>();

    /** An invalidation that demanded more than all before it. */
    record Step(long version, Acknowledged by) {}

    private void raise(long version, Acknowledged by) {
      List<Step> steps = by.mode() == Mode.HARD ? hard : soft;
      if (steps.isEmpty() || steps.getLast().version() < version) {
        steps.add(new Step(version, by));
      }
    }

    /** The greatest version that hard invalidations demand; 0 if there was none. */
    long hardVersion() {
      return hard.isEmpty() ? 0 : hard.getLast().version();
    }

    /** The greatest version that any invalidation demands; 0 if there was none. */
    long version() {
      return Math.max(hardVersion(), soft.isEmpty() ? 0 : soft.getLast().version());
    }

    /** The first hard invalidation that demanded more than that version. */
    Optional<Acknowledged> firstHardAbove(long version) {
      return firstAbove(hard, version);
    }

    /** The first soft invalidation that demanded more than that version. */
    Optional<Acknowledged> firstSoftAbove(long version) {
      return firstAbove(soft, version);
    }

    private static Optional<Acknowledged> firstAbove(List<Step> steps, long version) {
      int found = Collections.binarySearch(steps.stream().map(Step::version).toList(), version + 1);
      int first = found < 0 ? -found - 1 : found;
      return first < steps.size() ? Optional.of(steps.get(first).by()) : Optional.empty();
    }
  }

  private static final Demand NONE = new Demand();

  void raise(Acknowledged event) {
    for (Route route : event.routes()) {
      event
          .versions()
          .forEach(
              (key, version) ->
                  byPlace
                      .computeIfAbsent(new Place(event.proxy(), route, key), _ -> new Demand())
                      .raise(version, event));
    }
  }

  /** What is demanded of an answer that was asked for now. */
  Demand on(Read read) {
    return byPlace.getOrDefault(new Place(read.proxy(), read.route(), read.key()), NONE);
  }
}
