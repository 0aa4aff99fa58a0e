package dev.edgecache.http;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The directives of one message, as its cache field says them (RFC 9111 §5.2).
 *
 * <p>Of several directives of one name the most restrictive counts; an argument that means nothing
 * counts as the most restrictive (RFC 9111 §4.2.1).
 */
record Directives(List<Directive> all) {

  Directives {
    all = List.copyOf(all);
  }

  /** Whether there is a directive of that name, whatever its argument. */
  boolean has(String name) {
    for (Directive directive : all) {
      if (directive.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a directive of that name permits something: a malformed one restricts, and never
   * extends, what may be done.
   */
  boolean permits(String name) {
    for (Directive directive : all) {
      if (directive.name().equals(name) && !(directive.argument() instanceof Directive.Malformed)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a directive of that name means a duration. */
  boolean namesDuration(String name) {
    for (Directive directive : all) {
      if (directive.name().equals(name)
          && directive.argument() instanceof Directive.Text(String text)
          && Grammar.deltaSeconds(text).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The least duration that directives of that name mean; zero if one of them means none. */
  Optional<Duration> least(String name) {
    return least(name, Duration.ZERO);
  }

  /** As {@link #least(String)}, with what a directive without an argument means. */
  Optional<Duration> least(String name, Duration withoutArgument) {
    Optional<Duration> least = Optional.empty();
    for (Directive directive : all) {
      if (directive.name().equals(name)) {
        Duration duration = duration(directive, withoutArgument, Duration.ZERO);
        if (least.isEmpty() || duration.compareTo(least.get()) < 0) {
          least = Optional.of(duration);
        }
      }
    }
    return least;
  }

  /** The greatest duration that directives of that name mean; the greatest if one means none. */
  Optional<Duration> greatest(String name) {
    Optional<Duration> greatest = Optional.empty();
    for (Directive directive : all) {
      if (directive.name().equals(name)) {
        Duration duration = duration(directive, Grammar.GREATEST_DELTA, Grammar.GREATEST_DELTA);
        if (greatest.isEmpty() || duration.compareTo(greatest.get()) > 0) {
          greatest = Optional.of(duration);
        }
      }
    }
    return greatest;
  }

  /** Whether a directive of that name holds for the whole response, not for named fields only. */
  boolean isUnqualified(String name) {
    for (Directive directive : all) {
      if (directive.name().equals(name) && fieldNames(directive.argument()).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The lower-case names of the fields that directives of that name are qualified with. */
  Set<String> fieldNames(String name) {
    Set<String> names = Set.of();
    for (Directive directive : all) {
      if (directive.name().equals(name)) {
        if (names.isEmpty()) {
          names = new LinkedHashSet<>();
        }
        names.addAll(fieldNames(directive.argument()));
      }
    }
    return names;
  }

  /** The field names of an argument; none if it is anything but a list of field names. */
  private static Set<String> fieldNames(Directive.Argument argument) {
    if (!(argument instanceof Directive.Text(String text))) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : FieldList.members(text)) {
      if (!Grammar.isToken(name)) {
        return Set.of();
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static Duration duration(
      Directive directive, Duration withoutArgument, Duration malformed) {
    return switch (directive.argument()) {
      case Directive.Absent() -> withoutArgument;
      case Directive.Text(String text) -> Grammar.deltaSeconds(text).orElse(malformed);
      case Directive.Malformed() -> malformed;
    };
  }
}
