package dev.edgecache.consistency;

import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import java.util.Locale;
import java.util.Optional;

/**
 * What an answer's fields tell of the age of the data in it.
 *
 * @param stated the positions that its origin states
 * @param isFromCache whether a cache gave it, which {@code Age} says (RFC 9111 §5.1): its data were
 *     read before it was asked for
 */
public record Testimony(DataPosition stated, boolean isFromCache) {

  /** A way in which an answer contradicts what its origin must do. */
  public enum Contradiction {
    /** A cache behind the origin gave it. */
    FROM_A_CACHE,
    /** What the origin had read first lies beyond what it read last. */
    OUT_OF_ORDER,
    /** The origin reads another history than the one that positions are read of. */
    OTHER_HISTORY,
    /** The origin reads a database that is behind those that positions are read of. */
    BEHIND_READINGS;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in lower case with dashes, for metrics and operators. */
    public String label() {
      return label;
    }
  }

  /** What an answer with these fields tells. */
  public static Testimony of(Fields answer) {
    return new Testimony(DataPosition.of(answer), answer.combined(FieldNames.AGE) != null);
  }

  /**
   * What an answer comes to beside what was known when it was asked for.
   *
   * @param proven what it proves
   * @param contradiction how it contradicts what was known, or itself
   */
  public record Verdict(Provenance proven, Optional<Contradiction> contradiction) {}

  /**
   * The verdict on an answer: it proves what was known when it was asked for, with what it states.
   * Where it contradicts that, its own word alone counts, or nothing.
   */
  public Verdict on(Provenance asked) {
    Optional<Contradiction> contradiction = contradiction(asked);
    return new Verdict(
        contradiction.map(found -> despite(found, asked)).orElseGet(() -> asked.stating(stated)),
        contradiction);
  }

  private Provenance despite(Contradiction contradiction, Provenance asked) {
    return switch (contradiction) {
      case FROM_A_CACHE, BEHIND_READINGS ->
          new Provenance(Source.REPLICA, asked.sequence(), stated.lower(), stated.upper());
      case OTHER_HISTORY, OUT_OF_ORDER -> asked;
    };
  }

  private Optional<Contradiction> contradiction(Provenance asked) {
    if (isFromCache) {
      return Optional.of(Contradiction.FROM_A_CACHE);
    }
    if (isBefore(stated.upper(), stated.lower())) {
      return Optional.of(Contradiction.OUT_OF_ORDER);
    }
    if (isOfAnotherEpoch(stated.lower(), asked.lower())
        || isOfAnotherEpoch(stated.upper(), asked.lower())) {
      return Optional.of(Contradiction.OTHER_HISTORY);
    }
    return isBefore(stated.lower(), asked.lower()) || isBefore(stated.upper(), asked.lower())
        ? Optional.of(Contradiction.BEHIND_READINGS)
        : Optional.empty();
  }

  private static boolean isBefore(Optional<Position> one, Optional<Position> other) {
    return one.isPresent()
        && other.filter(later -> later.epoch().equals(one.get().epoch())).isPresent()
        && !one.get().isAtLeast(other.get());
  }

  private static boolean isOfAnotherEpoch(Optional<Position> one, Optional<Position> other) {
    return one.isPresent()
        && other.filter(known -> !known.epoch().equals(one.get().epoch())).isPresent();
  }
}
