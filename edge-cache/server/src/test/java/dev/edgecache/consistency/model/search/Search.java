package dev.edgecache.consistency.model.search;

import dev.edgecache.consistency.model.search.Verdict.Holds;
import dev.edgecache.consistency.model.search.Verdict.Violated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A breadth-first search through all states of a model, so that a trace it finds is a shortest. */
public final class Search {
  private static final int NO_PARENT = -1;

  private final Model model;
  private final StateSet states;

  private Search(Model model) {
    this.model = model;
    this.states = new StateSet(model.initial().length);
  }

  /**
   * Searches until an invariant is broken or all states are seen.
   *
   * @throws IllegalStateException if the model has more states than that
   */
  public static Verdict run(Model model, int mostStates) {
    return new Search(model).run(mostStates);
  }

  private Verdict run(int mostStates) {
    states.add(model.canonical(model.initial()), NO_PARENT);
    Expansion expansion = new Expansion();
    while (expansion.parent < states.size()) {
      model.steps(states.state(expansion.parent), expansion);
      if (expansion.isBroken) {
        return violated(expansion.parent);
      }
      if (states.size() > mostStates) {
        throw new IllegalStateException("more than " + mostStates + " states");
      }
      expansion.parent++;
    }
    return new Holds(states.size(), expansion.opportunities);
  }

  /** Goes the way again, with the states themselves instead of those that stand for them. */
  private Violated violated(int last) {
    List<long[]> way = new ArrayList<>();
    for (int number = last; number != NO_PARENT; number = states.parent(number)) {
      way.addFirst(states.state(number));
    }
    List<String> trace = new ArrayList<>();
    long[] state = model.initial();
    for (long[] next : way.subList(1, way.size())) {
      Arrival arrival = new Arrival(next);
      model.steps(state, arrival);
      trace.add(arrival.labels.getFirst());
      state = arrival.states.getFirst();
    }
    Arrival end = new Arrival(state);
    model.steps(state, end);
    trace.add(end.violations.getFirst());
    return new Violated(states.size(), end.broken.getFirst(), trace);
  }

  /** Notes the steps that lead to one state, and those that break an invariant. */
  private final class Arrival implements Model.Steps {
    private final long[] canonical;
    private final List<long[]> states = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<Enum<?>> broken = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private Arrival(long[] canonical) {
      this.canonical = canonical;
    }

    @Override
    public void to(long[] next, Supplier<String> label) {
      if (Arrays.equals(model.canonical(next), canonical)) {
        states.add(next);
        labels.add(label.get());
      }
    }

    @Override
    public void violation(Enum<?> invariant, Supplier<String> label) {
      broken.add(invariant);
      violations.add(label.get());
    }

    @Override
    public void opportunity() {}
  }

  /** Adds what follows from the state with the number {@code parent}. */
  private final class Expansion implements Model.Steps {
    private int parent;
    private long opportunities;
    private boolean isBroken;

    @Override
    public void to(long[] next, Supplier<String> label) {
      states.add(model.canonical(next), parent);
    }

    @Override
    public void violation(Enum<?> invariant, Supplier<String> label) {
      isBroken = true;
    }

    @Override
    public void opportunity() {
      opportunities++;
    }
  }
}
