package dev.edgecache.http.negotiation;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * One member of an Accept field (RFC 9110 §12.4).
 *
 * @param range what it names, without its weight; media ranges keep their other parameters
 * @param weight how much it is wanted, in thousandths; 0 if it is refused
 */
record Preference(String range, int weight) {

  private static final int FULL_WEIGHT = 1000;

  private static final Comparator<Preference> BY_WEIGHT =
      Comparator.comparingInt(preference -> FULL_WEIGHT - preference.weight());

  /** By falling weight, those of one weight by name. */
  static final Comparator<Preference> BY_NAME = BY_WEIGHT.thenComparing(Preference::range);

  /**
   * The members of all lines of that name by falling weight, those of one weight in their order;
   * those with a malformed weight are ignored.
   */
  static List<Preference> all(Fields request, String name) {
    List<Preference> preferences = new ArrayList<>();
    for (String member : FieldList.members(request, name)) {
      addTo(preferences, member);
    }
    preferences.sort(BY_WEIGHT);
    return preferences;
  }

  private static void addTo(List<Preference> preferences, String member) {
    StringBuilder range = new StringBuilder(member.length());
    OptionalInt weight = OptionalInt.of(FULL_WEIGHT);
    for (String part : FieldList.parts(member, ';')) {
      if (part.length() >= 2 && part.charAt(1) == '=' && (part.charAt(0) | 0x20) == 'q') {
        weight = weight(part.substring(2));
        // RFC 9110 §12.5.1: what follows a weight is no part of the range.
        break;
      }
      range.append(range.isEmpty() ? "" : ";").append(part);
    }
    if (weight.isPresent() && !range.isEmpty()) {
      preferences.add(new Preference(range.toString(), weight.getAsInt()));
    }
  }

  /** RFC 9110 §12.4.2: 0 or 1 with up to three decimals. */
  private static OptionalInt weight(String text) {
    if (text.isEmpty() || text.length() > 5 || (text.length() > 1 && text.charAt(1) != '.')) {
      return OptionalInt.empty();
    }
    int weight = 0;
    for (int i = 0; i < 5; i++) {
      if (i != 1) {
        char digit = i < text.length() ? text.charAt(i) : '0';
        if (digit < '0' || digit > '9') {
          return OptionalInt.empty();
        }
        weight = weight * 10 + digit - '0';
      }
    }
    return weight > FULL_WEIGHT ? OptionalInt.empty() : OptionalInt.of(weight);
  }

  Preference withRange(String other) {
    return new Preference(other, weight);
  }

  /** RFC 9110 §8.4.1: the old names of codings mean the same as the new ones. */
  Preference withoutAlias() {
    return switch (range.toLowerCase(Locale.ROOT)) {
      case "x-gzip" -> withRange("gzip");
      case "x-compress" -> withRange("compress");
      default -> this;
    };
  }

  boolean isRefused() {
    return weight == 0;
  }

  /** The member as a field says it. */
  String text() {
    if (weight == FULL_WEIGHT) {
      return range;
    }
    StringBuilder text = new StringBuilder(range).append(";q=0");
    int rest = weight;
    for (int unit = FULL_WEIGHT / 10; rest > 0; unit /= 10) {
      text.append(text.charAt(text.length() - 2) == '=' ? "." : "").append(rest / unit);
      rest %= unit;
    }
    return text.toString();
  }
}
