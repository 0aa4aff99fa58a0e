package dev.edgecache.consistency.model;

import dev.edgecache.consistency.model.protocol.Invariant;
import dev.edgecache.consistency.model.search.Layout;
import dev.edgecache.consistency.model.search.Layout.Variable;
import dev.edgecache.consistency.model.search.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * A cache such as CloudFront in front of one that keeps its promise. Of the inner one only the
 * promise is modelled: its answers are never below what it has acknowledged, else of any version.
 * An answer on its way outwards arrives whenever it likes, is then stored whatever was purged
 * meanwhile, and whoever asks for it before may join. How long anything takes is not modelled: a
 * drain ends when the last answer below the invalidation has arrived.
 */
final class TierModel implements Model {

  /** What is done, one after the other, for each invalidation. */
  enum Act {
    /** The inner cache raises its floor. */
    ACKNOWLEDGE,
    /** Older answers on their way arrive. */
    DRAIN,
    /** The outer cache forgets what it has stored. */
    PURGE
  }

  private final List<Act> plan;
  private final Layout layout = new Layout();
  private final Variable commits;

  /** How many acts of the plan are done for each write. */
  private final Variable[] done;

  /** The version stored outside, plus 1; 0 for none. The same for each answer on its way. */
  private final Variable stored;

  private final Variable[] onTheWay;

  TierModel(List<Act> plan, int writes, int answers) {
    this.plan = plan;
    commits = layout.variable(writes + 1);
    done = layout.variables(writes + 1, plan.size() + 1);
    stored = layout.variable(writes + 2);
    onTheWay = layout.variables(answers, writes + 2);
  }

  @Override
  public long[] initial() {
    return layout.zero();
  }

  @Override
  public long[] canonical(long[] state) {
    return state;
  }

  @Override
  public void steps(long[] state, Steps steps) {
    int write = commits.of(state) + 1;
    if (write < done.length) {
      long[] next = state.clone();
      commits.set(next, write);
      steps.to(next, () -> "write " + write + " commits");
    }
    for (int begun = 1; begun < write; begun++) {
      act(state, begun, steps);
    }
    begin(state, steps);
    arrive(state, steps);
    request(state, steps);
  }

  private void act(long[] state, int write, Steps steps) {
    int index = done[write].of(state);
    if (index == plan.size()) {
      return;
    }
    Act act = plan.get(index);
    boolean isHeldUp = act == Act.DRAIN && leastOnTheWay(state) < write;
    if (isHeldUp) {
      steps.opportunity();
      return;
    }
    long[] next = state.clone();
    done[write].set(next, index + 1);
    if (act == Act.PURGE) {
      stored.set(next, 0);
    }
    steps.to(next, () -> act + " for write " + write);
  }

  private int leastOnTheWay(long[] state) {
    int least = done.length;
    for (Variable answer : onTheWay) {
      least = answer.in(state) ? Math.min(least, answer.of(state) - 1) : least;
    }
    return least;
  }

  private void begin(long[] state, Steps steps) {
    for (Variable answer : onTheWay) {
      if (!answer.in(state)) {
        for (int version = acknowledged(state); version <= commits.of(state); version++) {
          long[] next = state.clone();
          answer.set(next, version + 1);
          int begun = version;
          steps.to(next, () -> "the inner cache begins to answer with version " + begun);
        }
        return;
      }
    }
  }

  private int acknowledged(long[] state) {
    return lastPast(state, plan.indexOf(Act.ACKNOWLEDGE) + 1);
  }

  /** The last write for which that many acts are done. */
  private int lastPast(long[] state, int acts) {
    int write = commits.of(state);
    while (write > 0 && done[write].of(state) < acts) {
      write--;
    }
    return write;
  }

  private void arrive(long[] state, Steps steps) {
    for (Variable answer : onTheWay) {
      if (answer.in(state)) {
        long[] next = state.clone();
        stored.set(next, answer.of(state));
        answer.set(next, 0);
        steps.to(
            next, () -> "version " + (answer.of(state) - 1) + " arrives and is stored outside");
      }
    }
  }

  private void request(long[] state, Steps steps) {
    int owed = lastPast(state, plan.size());
    List<Variable> held = new ArrayList<>(List.of(onTheWay));
    held.add(stored);
    for (Variable answer : held) {
      if (answer.in(state) && answer.of(state) - 1 < owed) {
        steps.violation(
            Invariant.NO_STALE_AFTER_ACK,
            () -> "a request gets version " + (answer.of(state) - 1) + " outside");
      }
    }
  }
}
