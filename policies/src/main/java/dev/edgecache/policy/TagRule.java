package dev.edgecache.policy;

import java.util.List;

/**
 * The tags of an answer: names under which it can be invalidated, compared without regard to case.
 *
 * @param templates constants, or texts with {@code {parameter}} from the path
 * @param fromFields names of response fields whose members are tags: {@code Surrogate-Key} is
 *     separated by spaces, {@code Cache-Tag} by commas, {@code Cache-Groups} is a structured-field
 *     List of Strings (RFC 9875)
 */
public record TagRule(List<String> templates, List<String> fromFields) {

  /** No tags. */
  public static final TagRule NONE = new TagRule(List.of(), List.of());

  /** Copies the lists. */
  public TagRule {
    templates = List.copyOf(templates);
    fromFields = List.copyOf(fromFields);
  }
}
