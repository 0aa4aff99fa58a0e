package dev.edgecache.simulation.orders;

import java.util.ArrayList;
import java.util.List;

/** The steps that may be next, and those that were taken. */
final class Steps {

  private record Step(String name, Runnable action) {}

  private final Orders orders;
  private final List<Step> ready = new ArrayList<>();
  private final List<String> taken = new ArrayList<>();

  Steps(Orders orders) {
    this.orders = orders;
  }

  void add(String name, Runnable action) {
    ready.add(new Step(name, action));
  }

  boolean isReady(String name) {
    return ready.stream().anyMatch(step -> step.name().equals(name));
  }

  /** Takes one after the other until none is left. */
  void takeAll(Runnable afterEach) {
    while (!ready.isEmpty()) {
      Step step = ready.remove(ready.size() == 1 ? 0 : orders.next(ready.size()));
      taken.add(step.name());
      step.action().run();
      afterEach.run();
    }
  }

  /** Takes the steps of these names, each of which must be ready by then. */
  void take(Runnable afterEach, String... names) {
    for (String name : names) {
      int index = ready.stream().map(Step::name).toList().indexOf(name);
      if (index < 0) {
        throw new AssertionError(name + " is not ready after " + taken + ": " + ready);
      }
      Step step = ready.remove(index);
      taken.add(name);
      step.action().run();
      afterEach.run();
    }
  }

  /** What was taken, in its order. */
  List<String> taken() {
    return taken;
  }
}
