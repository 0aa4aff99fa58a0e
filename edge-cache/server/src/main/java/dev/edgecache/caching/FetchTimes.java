package dev.edgecache.caching;

import java.time.Duration;
import java.time.Instant;

/**
 * When a response was fetched.
 *
 * @param requested when its request was sent, {@code request_time} of RFC 9111 §4.2.3
 * @param answered when its head arrived, {@code response_time}
 * @param initialAge its age at that instant, {@code corrected_initial_age}
 */
public record FetchTimes(Instant requested, Instant answered, Duration initialAge) {

  /** {@code current_age} of RFC 9111 §4.2.3; never negative, though clocks may step back. */
  public Duration ageAt(Instant now) {
    Duration resident = Duration.between(answered, now);
    return resident.isNegative() ? initialAge : initialAge.plus(resident);
  }
}
