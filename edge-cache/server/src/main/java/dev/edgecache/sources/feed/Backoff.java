package dev.edgecache.sources.feed;

import java.time.Duration;

/**
 * The pauses between attempts, which double from the first to the longest.
 *
 * @param first the shortest
 * @param longest the longest
 */
public record Backoff(Duration first, Duration longest) {

  /** Half a second at first, thirty at most. */
  public static final Backoff USUAL = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** The pause after that many failures in a row. */
  Duration after(int failures) {
    Duration pause = first;
    for (int i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
