package dev.edgecache.cloudfront.invalidation;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * The items that CloudFront accepted in a month.
 *
 * @param month the month, in UTC
 * @param items how many
 */
public record Spending(YearMonth month, long items) {

  /** Less of a month says nothing about the rest of it. */
  private static final Duration SHORTEST = Duration.ofHours(1);

  /** Nothing yet, in the month of an instant. */
  public static Spending none(Instant now) {
    return new Spending(monthOf(now), 0);
  }

  /** It in the month of an instant: the same, or nothing in a new one. */
  public Spending at(Instant now) {
    return monthOf(now).isAfter(month) ? none(now) : this;
  }

  /** It with more items. */
  public Spending plus(long more) {
    return new Spending(month, items + more);
  }

  /** What it comes to by the end of the month if it goes on like this. */
  public long forecast(Instant now) {
    Instant begin = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Duration gone = Duration.between(begin, now);
    Duration counted = gone.compareTo(SHORTEST) < 0 ? SHORTEST : gone;
    return Math.round(
        items * ((double) Duration.between(begin, end).toMillis() / counted.toMillis()));
  }

  private static YearMonth monthOf(Instant now) {
    return YearMonth.from(now.atZone(ZoneOffset.UTC));
  }
}
