package dev.edgecache.check.history;

import dev.edgecache.check.history.Violation.Promise;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of the promises in a run.
 *
 * @param reads how many answers were judged
 * @param opportunities how many of them could have been stale in a cache without floors
 * @param violations the answers that break a promise
 */
public record Verdict(long reads, long opportunities, List<Violation> violations) {

  /** Copies the list. */
  public Verdict {
    violations = List.copyOf(violations);
  }

  /** Judges a run. */
  public static Verdict of(History history) {
    return new Verdict(
        history.reads().size(),
        Opportunities.count(history),
        Stream.concat(Freshness.violations(history).stream(), Order.violations(history).stream())
            .toList());
  }

  /** Whether the run proves nothing: nothing in it could have gone wrong. */
  public boolean isVoid() {
    return opportunities == 0;
  }

  /** Whether every promise was kept in a run that proves something. */
  public boolean holds() {
    return violations.isEmpty() && !isVoid();
  }

  /** How many answers were older than an acknowledged invalidation allows. */
  public long stale() {
    return count(Promise.FRESH_AFTER_ACKNOWLEDGEMENT) + count(Promise.STALE_WITHIN_WINDOW);
  }

  private long count(Promise promise) {
    return violations.stream().filter(violation -> violation.promise() == promise).count();
  }

  /** The numbers in one line. */
  public String summary() {
    return "reads=%d opportunities=%d stale=%d ryw=%d monotonic=%d"
        .formatted(
            reads,
            opportunities,
            stale(),
            count(Promise.READ_YOUR_WRITES),
            count(Promise.MONOTONIC_READS));
  }
}
