package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.Events;
import dev.edgecache.consistency.model.search.Layout.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of fetches and of replicas, which do not matter: of all states that differ in them
 * alone the least stands for all. Where a replica has a role of its own, replicas keep their names.
 */
final class Symmetry {
  private final Variables at;

  /** All orders in which replicas can be named: which one gets the first name, and so on. */
  private final List<int[]> orders = new ArrayList<>();

  Symmetry(Variables at) {
    this.at = at;
    addOrders(new int[0]);
  }

  private void addOrders(int[] begun) {
    if (begun.length == at.replayed.length) {
      orders.add(begun);
      return;
    }
    for (int replica = 0; replica < at.replayed.length; replica++) {
      int next = replica;
      if (Arrays.stream(begun).noneMatch(named -> named == next)) {
        int[] longer = Arrays.copyOf(begun, begun.length + 1);
        longer[begun.length] = replica;
        addOrders(longer);
      }
    }
  }

  long[] canonical(long[] state) {
    if (at.design.has(Events.REPLICA)) {
      return inOrder(state);
    }
    long[] least = state;
    boolean isFirst = true;
    for (int index = 0; index < orders.size(); index++) {
      if (isAscending(state, orders.get(index))) {
        long[] renamed = inOrder(renamed(state, orders.get(index)));
        if (isFirst || Arrays.compare(renamed, least) < 0) {
          least = renamed;
        }
        isFirst = false;
      }
    }
    return least;
  }

  private boolean isAscending(long[] state, int[] order) {
    for (int name = 1; name < order.length; name++) {
      if (rank(state, order[name - 1]) > rank(state, order[name])) {
        return false;
      }
    }
    return true;
  }

  private int rank(long[] state, int replica) {
    return 2 * at.replayed[replica].of(state) + at.diverged[replica].of(state);
  }

  private long[] renamed(long[] state, int[] order) {
    long[] renamed = state.clone();
    for (int name = 0; name < order.length; name++) {
      at.replayed[name].set(renamed, at.replayed[order[name]].of(state));
      at.diverged[name].set(renamed, at.diverged[order[name]].of(state));
      for (int index = 0; index < at.fetches.size(); index++) {
        Variable source = at.fetches.get(index).source;
        if (source.of(state) == order[name] + 1) {
          source.set(renamed, name + 1);
        }
      }
    }
    return renamed;
  }

  /** The state with its fetches in ascending order. */
  private long[] inOrder(long[] state) {
    long[] ordered = state;
    for (int fetch = 1; fetch < at.fetches.size(); fetch++) {
      for (int other = fetch; other > 0 && isGreater(ordered, other - 1, other); other--) {
        ordered = swapped(ordered, other - 1, other);
      }
    }
    return ordered;
  }

  private boolean isGreater(long[] state, int one, int other) {
    List<Variable> left = at.fetches.get(one).all;
    List<Variable> right = at.fetches.get(other).all;
    for (int index = 0; index < left.size(); index++) {
      int difference = left.get(index).of(state) - right.get(index).of(state);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return false;
  }

  private long[] swapped(long[] state, int one, int other) {
    long[] swapped = state.clone();
    List<Variable> left = at.fetches.get(one).all;
    List<Variable> right = at.fetches.get(other).all;
    for (int index = 0; index < left.size(); index++) {
      left.get(index).set(swapped, right.get(index).of(state));
      right.get(index).set(swapped, left.get(index).of(state));
    }
    return swapped;
  }
}
