package dev.edgecache.sources.sqs;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which queue is read, and how.
 *
 * @param queue the URL of the queue
 * @param region its region
 * @param endpoint where the service is asked instead of at its usual address
 * @param visibility how long a message that was received is hidden before it comes again
 * @param dropAfter how often a message is received that can't be understood before it is deleted
 */
public record SqsSettings(
    URI queue, String region, Optional<URI> endpoint, Duration visibility, int dropAfter) {

  private static final Duration LONGEST_VISIBILITY = Duration.ofHours(12);

  /** Rejects what the service would reject. */
  public SqsSettings {
    if (visibility.toSeconds() < 1 || visibility.compareTo(LONGEST_VISIBILITY) > 0) {
      throw new IllegalArgumentException(
          "visibility: " + visibility.toSeconds() + "s (expected: 1s to 12h)");
    }
    if (dropAfter < 1) {
      throw new IllegalArgumentException("drop-after: " + dropAfter + " (expected: 1 or more)");
    }
  }
}
