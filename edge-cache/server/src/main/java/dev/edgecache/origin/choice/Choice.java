package dev.edgecache.origin.choice;

import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Site;
import java.time.Duration;
import java.util.Optional;

/**
 * Which origin a request goes to, and which one instead if that one can't answer a request that may
 * be repeated, or is slow to.
 *
 * @param preferred who is asked first
 * @param fallback who is asked instead
 * @param hedge after which time without an answer a second exchange begins, with the fallback or
 *     else over another connection; the first head wins
 * @param means what it is done with
 */
public record Choice(
    Destination preferred,
    Optional<Destination> fallback,
    Optional<Duration> hedge,
    ChoiceMeans means) {

  /** Where the request goes first. */
  public Site site() {
    return preferred.site();
  }

  /** This choice without another origin than the first. */
  public Choice withoutFallback() {
    return new Choice(preferred, Optional.empty(), hedge, means);
  }

  Choice hedgedAfter(Optional<Duration> time) {
    return new Choice(preferred, fallback, time, means);
  }

  /**
   * Begins the exchange and returns at once. The listener is told by {@link
   * OriginListener#answeredBy} who answered, since that may not be who was asked first.
   */
  public OriginExchange exchange(OriginRequest request, OriginListener listener) {
    Attempts attempts = new Attempts(this, request, listener);
    attempts.begin();
    return attempts;
  }
}
