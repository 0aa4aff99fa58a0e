package dev.edgecache.simulation.orders;

import java.util.ArrayList;
import java.util.List;

/** All orders of steps, one after the other: a run asks at each step which one is next. */
final class Orders {

  private record Choice(int taken, int among) {}

  private final List<Choice> choices = new ArrayList<>();
  private int at;

  /** The index of the step that is next, among so many. */
  int next(int among) {
    if (at == choices.size()) {
      choices.add(new Choice(0, among));
    }
    return choices.get(at++).taken();
  }

  /** Turns to another order; false if there is none that was not taken yet. */
  boolean another() {
    at = 0;
    while (!choices.isEmpty()) {
      Choice last = choices.removeLast();
      if (last.taken() + 1 < last.among()) {
        choices.add(new Choice(last.taken() + 1, last.among()));
        return true;
      }
    }
    return false;
  }
}
