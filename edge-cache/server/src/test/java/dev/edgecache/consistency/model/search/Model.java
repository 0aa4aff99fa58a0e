package dev.edgecache.consistency.model.search;

import java.util.function.Supplier;

/** A system as states and the steps between them. States are never changed once they are given. */
public interface Model {

  /** Where it begins. */
  long[] initial();

  /**
   * The state that stands for all those that differ from this one only in which of some equal parts
   * is which; from all of them the same must follow.
   */
  long[] canonical(long[] state);

  /** Gives every step that is possible in a state. */
  void steps(long[] state, Steps steps);

  /** Receives the steps of one state. */
  interface Steps {
    /** A step to another state. */
    void to(long[] next, Supplier<String> label);

    /** A step that breaks an invariant. */
    void violation(Enum<?> invariant, Supplier<String> label);

    /** Something worth counting happens here: without any, a verdict says nothing. */
    void opportunity();
  }
}
