package dev.edgecache.consistency.model.search;

import java.util.List;

/** What a search found. */
public sealed interface Verdict {

  /** How many states were reached. */
  int states();

  /**
   * No reachable step breaks an invariant.
   *
   * @param opportunities how often the model counted one
   */
  record Holds(int states, long opportunities) implements Verdict {}

  /**
   * A step breaks an invariant.
   *
   * @param trace the labels of the shortest way there, the breaking step last
   */
  record Violated(int states, Enum<?> invariant, List<String> trace) implements Verdict {
    @Override
    public String toString() {
      return invariant + " violated after " + states + " states:\n  " + String.join("\n  ", trace);
    }
  }
}
