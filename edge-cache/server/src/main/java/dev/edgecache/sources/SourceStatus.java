package dev.edgecache.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a source is.
 *
 * @param kind what it is, in the word of the configuration
 * @param trouble why it does not work; empty while it does
 * @param lastMessage when something came last; empty if nothing did since the start
 * @param lag how far it is behind what its bus has, where it can tell
 */
public record SourceStatus(
    String kind, Optional<Trouble> trouble, Optional<Instant> lastMessage, Optional<Duration> lag) {

  /** Why a source does not work, and since when. */
  public record Trouble(Instant since, String reason) {}
}
