package dev.edgecache.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The timestamps of HTTP (RFC 9110 §5.6.7): the three formats are read, IMF-fixdate is written.
 *
 * <p>Names are matched without regard to case, as RFC 9111 §4.2 asks of caches; everything else is
 * strict, and the only zone is GMT. Whether the name of the day fits the date is not checked.
 */
public final class HttpDate {

  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] LONG_DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /** Digits and names stand at the marked places: d day, m month, y year, h hour, n minute, s. */
  private static final String IMF_FIXDATE = "???, dd mmm yyyy hh:nn:ss GMT";

  private static final String RFC_850 = ", dd-mmm-yy hh:nn:ss GMT";
  private static final String ASCTIME = "??? mmm dd hh:nn:ss yyyy";

  private HttpDate() {}

  /**
   * The instant that a field value means, or empty if it is no HTTP-date.
   *
   * @param now decides the century of a two-digit year: a date that would be more than 50 years
   *     ahead lies in the past
   */
  public static Optional<Instant> parse(String text, Instant now) {
    if (text.length() == IMF_FIXDATE.length()) {
      Optional<Instant> date = imfFixdate(text);
      if (date.isPresent()) {
        return date;
      }
    }
    return text.length() == ASCTIME.length() ? asctime(text) : rfc850(text, now);
  }

  /** The instant that the first line of that name means; empty if it is absent or no HTTP-date. */
  public static Optional<Instant> of(Fields fields, String name, Instant now) {
    String value = fields.first(name);
    return value == null ? Optional.empty() : parse(Grammar.trimmed(value), now);
  }

  /** The instant as IMF-fixdate, to the second: {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  public static String format(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9999) {
      throw new IllegalArgumentException("instant: " + instant + " (expected: year 0 to 9999)");
    }
    StringBuilder text = new StringBuilder(IMF_FIXDATE.length());
    text.append(DAYS[time.getDayOfWeek().getValue() - 1]).append(", ");
    twoDigits(text, time.getDayOfMonth()).append(' ');
    text.append(MONTHS[time.getMonthValue() - 1]).append(' ');
    twoDigits(text, time.getYear() / 100);
    twoDigits(text, time.getYear() % 100).append(' ');
    twoDigits(text, time.getHour()).append(':');
    twoDigits(text, time.getMinute()).append(':');
    return twoDigits(text, time.getSecond()).append(" GMT").toString();
  }

  private static StringBuilder twoDigits(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  private static Optional<Instant> imfFixdate(String text) {
    if (indexOf(DAYS, text, 0) < 0 || !fits(text, IMF_FIXDATE, 3)) {
      return Optional.empty();
    }
    return instant(number(text, 12, 4), indexOf(MONTHS, text, 8), number(text, 5, 2), text, 17);
  }

  private static Optional<Instant> asctime(String text) {
    // The day is two digits, or a space and one digit.
    String padded = text.charAt(8) == ' ' ? text.substring(0, 8) + '0' + text.substring(9) : text;
    if (indexOf(DAYS, padded, 0) < 0 || !fits(padded, ASCTIME, 3)) {
      return Optional.empty();
    }
    return instant(
        number(padded, 20, 4), indexOf(MONTHS, padded, 4), number(padded, 8, 2), padded, 11);
  }

  private static Optional<Instant> rfc850(String text, Instant now) {
    int day = indexOf(LONG_DAYS, text, 0);
    if (day < 0) {
      return Optional.empty();
    }
    String rest = text.substring(LONG_DAYS[day].length());
    if (rest.length() != RFC_850.length() || !fits(rest, RFC_850, 0)) {
      return Optional.empty();
    }
    LocalDateTime horizon = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(50);
    int year = horizon.getYear() / 100 * 100 + number(rest, 9, 2);
    int month = indexOf(MONTHS, rest, 5);
    Optional<Instant> date = instant(year, month, number(rest, 2, 2), rest, 12);
    return date.filter(horizon.toInstant(ZoneOffset.UTC)::isBefore).isPresent()
        ? instant(year - 100, month, number(rest, 2, 2), rest, 12)
        : date;
  }

  /** Whether the text has the pattern's length, digits for its letters and its other characters. */
  private static boolean fits(String text, String pattern, int from) {
    for (int i = from; i < pattern.length(); i++) {
      char expected = pattern.charAt(i);
      char c = text.charAt(i);
      boolean fits =
          switch (expected) {
            case 'd', 'y', 'h', 'n', 's' -> Grammar.isDigit(c);
            case 'm' -> true;
            default -> Character.toUpperCase(c) == expected;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Instant> instant(int year, int month, int day, String text, int time) {
    int hour = number(text, time, 2);
    int minute = number(text, time + 3, 2);
    int second = number(text, time + 6, 2);
    if (month < 0 || hour > 23 || minute > 59 || second > 60) {
      return Optional.empty();
    }
    try {
      // A leap second has no instant of its own: the nearest earlier one stands for it.
      return Optional.of(
          LocalDateTime.of(year, month + 1, day, hour, minute, Math.min(second, 59))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static int number(String text, int from, int length) {
    int number = 0;
    for (int i = from; i < from + length; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  /** The position of the name that the text has at an offset, or -1. */
  private static int indexOf(String[] names, String text, int offset) {
    for (int i = 0; i < names.length; i++) {
      if (text.regionMatches(true, offset, names[i], 0, names[i].length())) {
        return i;
      }
    }
    return -1;
  }
}
