package dev.edgecache.sources.feed;

import dev.edgecache.consistency.Lapse;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.SourceStatus.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * When a source counts as lost, and what that means for stored answers.
 *
 * @param after how long it may be without all that its bus has
 * @param fresh how long answers are fresh from then on
 * @param covers the tags of the answers that it tells of
 */
public record LossRule(Duration after, Duration fresh, Set<String> covers) {

  /** Copies the set. */
  public LossRule {
    covers = Set.copyOf(covers);
  }

  /** The loss of a source in that state; empty while it is not lost. */
  public Optional<Lapse> lapse(SourceStatus status, Instant now) {
    return status
        .trouble()
        .map(Trouble::since)
        .or(() -> status.lag().map(now::minus))
        .map(current -> current.plus(after))
        .filter(loss -> !now.isBefore(loss))
        .map(loss -> new Lapse(loss, fresh));
  }
}
