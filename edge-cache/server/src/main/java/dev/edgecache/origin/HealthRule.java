package dev.edgecache.origin;

import static dev.edgecache.origin.OriginSettings.require;
import static dev.edgecache.origin.OriginSettings.requirePositive;

import java.time.Duration;
import java.util.Optional;

/**
 * How an origin's health is found out beside its exchanges, and how it comes back.
 *
 * @param check the question that it is asked; empty for none
 * @param slowStart how long its share of the load rises after it was away
 */
public record HealthRule(Optional<Check> check, Duration slowStart) {

  /** No checks; half a minute. */
  public static final HealthRule DEFAULT = new HealthRule(Optional.empty(), Duration.ofSeconds(30));

  /** Rejects a negative duration. */
  public HealthRule {
    require(!slowStart.isNegative(), "slowStart", slowStart, "zero or longer");
  }

  /**
   * A question to an origin whether it is ready: a GET request, answered with 2xx if it is.
   *
   * @param path the path, as the origin sees it
   * @param every the pause between two questions
   * @param timeout how long an answer may take
   * @param healthyAfter the number of passed checks in a row after which it is healthy again
   * @param unhealthyAfter the number of failed checks in a row after which it is not
   */
  public record Check(
      String path, Duration every, Duration timeout, int healthyAfter, int unhealthyAfter) {

    /** Rejects what is no path, durations that are not positive, and numbers below one. */
    public Check {
      require(path.matches("/[^\\s?#]*"), "path", path, "a path such as /health/ready");
      requirePositive(every, "every");
      requirePositive(timeout, "timeout");
      require(healthyAfter >= 1, "healthyAfter", healthyAfter, "1 or more");
      require(unhealthyAfter >= 1, "unhealthyAfter", unhealthyAfter, "1 or more");
    }
  }
}
