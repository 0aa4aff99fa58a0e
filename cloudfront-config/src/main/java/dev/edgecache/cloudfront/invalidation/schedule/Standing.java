package dev.edgecache.cloudfront.invalidation.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * How far an invalidation has come at a destination.
 *
 * @param stage how far
 * @param failing since when it comes no further, and why
 */
public record Standing(Stage stage, Optional<Failing> failing) {

  /** How far, the least far first. */
  public enum Stage {
    /** It waits to go out. */
    WAITING,
    /** It is sent, or about to be. */
    SENT,
    /** CloudFront has accepted it. */
    IN_PROGRESS,
    /** The first invalidation is completed; the second one is to follow. */
    FOLLOW_UP,
    /** Some of it did not go out: answers stay until their lifetime ends. */
    LEFT_TO_LIFETIME,
    /** It is completed. */
    DONE
  }

  /**
   * That a destination refuses what is sent.
   *
   * @param since when it first did
   * @param attempts how often it did since then, without a success
   * @param reason what it said last
   */
  public record Failing(Instant since, int attempts, String reason) {

    /** The first refusal, or one after others. */
    static Failing after(Optional<Failing> before, Instant now, String reason) {
      return new Failing(
          before.map(Failing::since).orElse(now),
          before.map(Failing::attempts).orElse(0) + 1,
          reason);
    }
  }
}
