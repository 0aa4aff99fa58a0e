package dev.edgecache.http.negotiation;

import dev.edgecache.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that a request gives to the fields that a Vary nominates. Two requests select the same
 * response if their variants are equal; a field that is absent equals only an absent one (RFC 9111
 * §4.1).
 *
 * @param names the nominated names in lower case, sorted
 * @param values the normalised value of each, in the same order; empty for an absent field
 */
public record Variant(List<String> names, List<Optional<String>> values) {

  /** The variant where nothing is nominated. */
  public static final Variant ONLY = new Variant(List.of(), List.of());

  /** Copies the lists; rejects lists of different lengths. */
  public Variant {
    names = List.copyOf(names);
    values = List.copyOf(values);
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(
          "values: " + values.size() + " (expected: one for each of " + names.size() + " names)");
    }
  }

  /**
   * The variant that a request asks for.
   *
   * @param names the nominated names, as {@link Vary.Names} has them
   */
  public static Variant of(List<String> names, Fields request) {
    if (names.isEmpty()) {
      return ONLY;
    }
    List<Optional<String>> values = new ArrayList<>(names.size());
    for (String name : names) {
      values.add(Normalization.normalized(request, name));
    }
    return new Variant(names, values);
  }
}
