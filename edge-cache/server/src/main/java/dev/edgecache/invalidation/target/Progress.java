package dev.edgecache.invalidation.target;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far an invalidation has come at a target.
 *
 * @param stage how far
 * @param failing since when it comes no further, and why
 */
public record Progress(Stage stage, Optional<Failing> failing) {

  /** How far, the least far first. */
  public enum Stage {
    /** It is not kept in the log yet. */
    PENDING,
    /** Answers that began before it are awaited. */
    DRAINING,
    /** The target has it, and waits for its turn. */
    WAITING,
    /** It is sent. */
    SENT,
    /** It is accepted, and not completed. */
    IN_PROGRESS,
    /** It is completed once, and will be a second time. */
    FOLLOW_UP,
    /** Some of it was not sent: answers stay until their lifetime ends. */
    LEFT_TO_LIFETIME,
    /** It means nothing to the target. */
    NOT_SENT,
    /** It is completed. */
    DONE;

    /** Whether nothing more will become of it. */
    public boolean isOver() {
      return compareTo(LEFT_TO_LIFETIME) >= 0;
    }

    /** It in a word for people and programs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * That it comes no further.
   *
   * @param since when an attempt failed first
   * @param attempts how many have failed since then
   * @param reason why the last one did
   */
  public record Failing(Instant since, int attempts, String reason) {

    /** The first failure, or one after others. */
    static Failing after(Optional<Failing> before, Instant now, String reason) {
      return new Failing(
          before.map(Failing::since).orElse(now),
          before.map(Failing::attempts).orElse(0) + 1,
          reason);
    }
  }

  /** A stage in which nothing fails. */
  public static Progress at(Stage stage) {
    return new Progress(stage, Optional.empty());
  }
}
