package dev.edgecache.http.negotiation;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/** The choice among given values that a request prefers (RFC 9110 §12.5). */
public final class Negotiation {

  private static final String IDENTITY = "identity";

  private Negotiation() {}

  /**
   * The choice that a request field prefers: by weight for Accept, Accept-Charset, Accept-Encoding
   * and Accept-Language, by equality without regard to case for other fields. Of equal weights the
   * first choice wins. Empty if the field is absent or accepts none of the choices.
   */
  public static Optional<String> choose(Fields request, String name, List<String> choices) {
    if (!request.contains(name)) {
      return Optional.empty();
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "accept" -> mediaType(Preference.all(request, name), choices);
      case "accept-charset" -> charset(Preference.all(request, name), choices);
      case "accept-encoding" -> coding(Preference.all(request, name), choices);
      case "accept-language" -> language(Preference.all(request, name), choices);
      default -> equal(request, name, choices);
    };
  }

  private static Optional<String> equal(Fields request, String name, List<String> choices) {
    String value = request.combined(name);
    return value == null
        ? Optional.empty()
        : choices.stream().filter(Grammar.trimmed(value)::equalsIgnoreCase).findFirst();
  }

  /** RFC 9110 §12.5.3: identity is acceptable unless it is refused, by name or by the star. */
  private static Optional<String> coding(List<Preference> preferences, List<String> choices) {
    List<Preference> codings = preferences.stream().map(Preference::withoutAlias).toList();
    return heaviest(
        choices,
        choice -> {
          OptionalInt weight = weightByName(codings, choice);
          return weight.isEmpty() && choice.equalsIgnoreCase(IDENTITY)
              ? Rank.UNMENTIONED
              : Rank.of(weight);
        });
  }

  /** RFC 9110 §12.5.2. */
  private static Optional<String> charset(List<Preference> preferences, List<String> choices) {
    return heaviest(choices, choice -> Rank.of(weightByName(preferences, choice)));
  }

  /** The weight of the member of that name, else of the star, else nothing. */
  private static OptionalInt weightByName(List<Preference> preferences, String name) {
    OptionalInt weightOfStar = OptionalInt.empty();
    for (Preference preference : preferences) {
      if (preference.range().equalsIgnoreCase(name)) {
        return OptionalInt.of(preference.weight());
      }
      if (preference.range().equals("*")) {
        weightOfStar = OptionalInt.of(preference.weight());
      }
    }
    return weightOfStar;
  }

  /** RFC 9110 §12.5.1: of the ranges that match a type, the most specific one gives its weight. */
  private static Optional<String> mediaType(List<Preference> preferences, List<String> choices) {
    return heaviest(choices, choice -> Rank.of(MediaRange.weight(preferences, choice)));
  }

  /**
   * RFC 4647 §3.4: each range, the heaviest first, is cut from its end until a choice is equal to
   * it. A choice that is refused, or that lies in a range that is, is not taken.
   */
  private static Optional<String> language(List<Preference> preferences, List<String> choices) {
    List<String> acceptable =
        choices.stream().filter(choice -> !isRefused(preferences, choice)).toList();
    return preferences.stream()
        .filter(preference -> !preference.isRefused() && !preference.range().equals("*"))
        .flatMap(preference -> lookup(preference.range(), acceptable).stream())
        .findFirst();
  }

  private static Optional<String> lookup(String range, List<String> choices) {
    for (int end = range.length(); end > 0; end = truncated(range, end)) {
      for (String choice : choices) {
        if (choice.length() == end && range.regionMatches(true, 0, choice, 0, end)) {
          return Optional.of(choice);
        }
      }
    }
    return Optional.empty();
  }

  /** The end of a range without its last subtag, and without a single character before that. */
  private static int truncated(String range, int end) {
    int dash = range.lastIndexOf('-', end - 1);
    return dash >= 2 && range.charAt(dash - 2) == '-' ? dash - 2 : Math.max(dash, 0);
  }

  /** Whether the longest range that the language lies in is refused. */
  private static boolean isRefused(List<Preference> preferences, String language) {
    Optional<Preference> longest = Optional.empty();
    for (Preference preference : preferences) {
      if (liesIn(language, preference.range())
          && (longest.isEmpty() || preference.range().length() > longest.get().range().length())) {
        longest = Optional.of(preference);
      }
    }
    return longest.filter(Preference::isRefused).isPresent();
  }

  /** RFC 4647 §3.3.1, without the star, which refuses nothing that is named. */
  private static boolean liesIn(String language, String range) {
    return language.regionMatches(true, 0, range, 0, range.length())
        && (language.length() == range.length() || language.charAt(range.length()) == '-');
  }

  private static Optional<String> heaviest(List<String> choices, ToIntFunction<String> rank) {
    Optional<String> heaviest = Optional.empty();
    int greatest = Rank.REFUSED;
    for (String choice : choices) {
      int candidate = rank.applyAsInt(choice);
      if (candidate > greatest) {
        greatest = candidate;
        heaviest = Optional.of(choice);
      }
    }
    return heaviest;
  }

  /** The order of choices: refused ones are never taken, unmentioned ones after all others. */
  private static final class Rank {
    static final int REFUSED = 0;
    static final int UNMENTIONED = 1;

    static int of(OptionalInt weight) {
      return weight.orElse(0) == 0 ? REFUSED : weight.getAsInt() + UNMENTIONED;
    }
  }
}
