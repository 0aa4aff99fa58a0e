package dev.edgecache.check.history;

import dev.edgecache.check.history.Violation.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The check that nobody gets an older answer after an invalidation was acknowledged (I1), but for
 * answers that are declared stale, after soft invalidations, within the window (I1').
 */
final class Freshness {

  private Freshness() {}

  /** The answers that break either promise. */
  static List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    Demands demands = new Demands();
    int next = 0;
    for (Read read : history.reads()) {
      for (; isBefore(history.acknowledged(), next, read); next++) {
        demands.raise(history.acknowledged().get(next));
      }
      violation(read, demands.on(read)).ifPresent(violations::add);
    }
    return violations;
  }

  static boolean isBefore(List<Acknowledged> events, int index, Read read) {
    return index < events.size() && events.get(index).at() < read.begin();
  }

  private static Optional<Violation> violation(Read read, Demands.Demand demand) {
    if (read.version() >= demand.version()) {
      return Optional.empty();
    }
    Optional<Acknowledged> hard = demand.firstHardAbove(read.version());
    Optional<Acknowledged> soft = demand.firstSoftAbove(read.version());
    boolean declared = read.isDeclaredStale();
    if (declared && hard.isEmpty() && soft.filter(first -> isWithin(first, read)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Violation(
            declared ? Promise.STALE_WITHIN_WINDOW : Promise.FRESH_AFTER_ACKNOWLEDGEMENT,
            read,
            demand.version(),
            Stream.concat(hard.stream(), soft.stream()).<Record>map(event -> event).toList()));
  }

  private static boolean isWithin(Acknowledged first, Read read) {
    return read.begin() - first.at() <= read.route().window().toNanos();
  }
}
