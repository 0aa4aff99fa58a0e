package dev.edgecache.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The age of a response: the Age field and the calculation of RFC 9111 §4.2.3. */
public final class Age {

  private Age() {}

  /** The value of the first member of Age; empty if it is absent or invalid (RFC 9111 §5.1). */
  public static Optional<Duration> value(Fields response) {
    List<String> members = FieldList.members(response, FieldNames.AGE);
    return members.isEmpty() ? Optional.empty() : Grammar.deltaSeconds(members.getFirst());
  }

  /** {@code apparent_age}: how long before it came in the origin generated it, by both clocks. */
  public static Duration apparent(Instant date, Instant responseTime) {
    return atLeastZero(Duration.between(date, responseTime));
  }

  /** {@code corrected_age_value}: what Age said, and how long the exchange took. */
  public static Duration correctedValue(Duration value, Instant requestTime, Instant responseTime) {
    return value.plus(atLeastZero(Duration.between(requestTime, responseTime)));
  }

  /**
   * {@code corrected_initial_age}: the age of a response when it came in.
   *
   * @param response its fields; without a valid Date it counts as generated when it came in
   */
  public static Duration correctedInitial(
      Fields response, Instant requestTime, Instant responseTime) {
    Instant date = HttpDate.of(response, FieldNames.DATE, responseTime).orElse(responseTime);
    Duration apparent = apparent(date, responseTime);
    Duration corrected =
        correctedValue(value(response).orElse(Duration.ZERO), requestTime, responseTime);
    return apparent.compareTo(corrected) > 0 ? apparent : corrected;
  }

  /**
   * {@code current_age}: the age that it came with and the time since; never less than the first.
   */
  public static Duration current(Duration correctedInitial, Instant responseTime, Instant now) {
    return correctedInitial.plus(atLeastZero(Duration.between(responseTime, now)));
  }

  /** An age as the field says it: whole seconds, at most 2^31 (RFC 9111 §1.2.2). */
  public static String text(Duration age) {
    return Long.toString(Math.clamp(age.toSeconds(), 0, Grammar.GREATEST_DELTA.toSeconds()));
  }

  private static Duration atLeastZero(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
