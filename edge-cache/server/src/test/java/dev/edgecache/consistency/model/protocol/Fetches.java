package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.Epochs;
import dev.edgecache.consistency.model.protocol.Choice.Noting;
import dev.edgecache.consistency.model.protocol.Choice.Order;
import dev.edgecache.consistency.model.protocol.Choice.Positions;
import dev.edgecache.consistency.model.protocol.Choice.Replacement;
import dev.edgecache.consistency.model.protocol.Choice.Storing;
import dev.edgecache.consistency.model.protocol.Variables.Copy;
import dev.edgecache.consistency.model.protocol.Variables.Fetch;
import dev.edgecache.consistency.model.protocol.Variables.Phase;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import dev.edgecache.consistency.model.protocol.Variables.Waiter;
import dev.edgecache.consistency.model.search.Model.Steps;
import java.util.Optional;

/** The steps of fetches: position and data, head, storing. */
record Fetches(Variables at, Database database, Rules rules, Promises promises, Requests requests) {

  void steps(long[] state, Steps steps) {
    for (Fetch fetch : at.fetches) {
      switch (fetch.in(state)) {
        case IDLE -> {}
        case BEGUN -> {
          if (at.design.has(Order.POSITION_THEN_DATA)) {
            readLowerBound(state, fetch, steps);
          } else {
            readData(state, fetch, steps);
          }
        }
        case HALF_READ -> {
          if (at.design.has(Order.POSITION_THEN_DATA)) {
            readData(state, fetch, steps);
          } else {
            readLowerBound(state, fetch, steps);
          }
        }
        case READ -> {
          if (at.hasUpperBound()) {
            readUpperBound(state, fetch, steps);
          } else {
            answer(noted(state, fetch), fetch, steps);
          }
        }
        case BOUNDED -> answer(noted(state, fetch), fetch, steps);
        case ANSWERED -> compare(state, fetch, steps);
        case CHECKED -> store(state, fetch, steps);
      }
    }
  }

  private static Phase afterReading(long[] state, Fetch fetch) {
    return fetch.in(state) == Phase.BEGUN ? Phase.HALF_READ : Phase.READ;
  }

  private void readLowerBound(long[] state, Fetch fetch, Steps steps) {
    int source = fetch.source.of(state);
    if (source != Database.PRIMARY && at.design.has(Positions.OF_ANY)) {
      for (int other = 1; other <= at.replayed.length; other++) {
        readLowerBound(state, fetch, other, steps);
      }
    } else {
      readLowerBound(state, fetch, source, steps);
    }
  }

  private void readLowerBound(long[] state, Fetch fetch, int source, Steps steps) {
    long[] next = state.clone();
    int position =
        at.polls() && source != Database.PRIMARY
            ? at.polledLeast.of(state)
            : database.positionOf(state, source);
    int epoch = database.epochOf(state, source);
    if (at.design.usesPosition()) {
      fetch.copy.lo.set(next, position);
    }
    fetch.copy.epoch.set(next, epoch);
    rules.learn(next, fetch.proxy(state), epoch);
    fetch.enter(next, afterReading(state, fetch));
    steps.to(next, () -> fetch.name + " reads position " + position + " as lower bound");
  }

  private void readData(long[] state, Fetch fetch, Steps steps) {
    long[] next = state.clone();
    int version = database.read(state, fetch.source.of(state), fetch.key.of(state));
    fetch.copy.version.set(next, version);
    fetch.copy.outside.set(next, at.outside.of(state));
    fetch.enter(next, afterReading(state, fetch));
    steps.to(next, () -> fetch.name + " reads version " + version);
  }

  private void readUpperBound(long[] state, Fetch fetch, Steps steps) {
    long[] next = state.clone();
    int source = fetch.source.of(state);
    if (!at.design.has(Epochs.IGNORED)
        && database.epochOf(state, source) != fetch.copy.epoch.of(state)) {
      fetch.clear(next);
      steps.to(next, () -> fetch.name + " fails, for the epoch changed meanwhile");
      return;
    }
    int position = upperBound(state, source);
    fetch.copy.hi.set(next, position);
    fetch.enter(next, Phase.BOUNDED);
    steps.to(next, () -> fetch.name + " reads position " + position + " as upper bound");
  }

  private int upperBound(long[] state, int source) {
    if (!at.polls() || source == Database.PRIMARY) {
      return database.positionOf(state, source);
    }
    if (at.design.has(Positions.POLLED_UPPER)) {
      return at.polledMost.of(state);
    }
    int most = 0;
    for (int replica = 1; replica <= at.replayed.length; replica++) {
      most = Math.max(most, database.positionOf(state, replica));
    }
    return most;
  }

  /** The state with the sequence that the answer will have. */
  private long[] noted(long[] state, Fetch fetch) {
    if (at.design.has(Noting.BEFORE_ASKING)) {
      return state;
    }
    long[] noted = state.clone();
    fetch.copy.sequence.set(noted, fetch.proxy(state).sequence.of(state));
    return noted;
  }

  private void answer(long[] state, Fetch fetch, Steps steps) {
    long[] next = state.clone();
    if (fetch.waiter.present.in(state)) {
      Optional<Invariant> broken = broken(state, fetch);
      if (!rules.mayAnswer(state, fetch)) {
        if (broken.isPresent()) {
          steps.opportunity();
        }
        int key = fetch.key.of(state);
        Proxy proxy = fetch.proxy(state);
        proxy.uncacheable[key].set(next, proxy.uncacheable[key].mask());
      } else if (broken.isPresent()) {
        steps.violation(broken.get(), () -> answered(state, fetch));
      } else if (fetch.waiter.session.in(state)) {
        requests.seen(next, fetch.proxy.of(state), fetch.copy);
      }
    }
    fetch.waiter.clear(next);
    fetch.source.set(next, 0);
    fetch.enter(next, Phase.ANSWERED);
    steps.to(next, () -> answered(state, fetch));
  }

  private static String answered(long[] state, Fetch fetch) {
    return fetch.name + " answers who may have it with version " + fetch.copy.version.of(state);
  }

  private Optional<Invariant> broken(long[] state, Fetch fetch) {
    Waiter waiter = fetch.waiter;
    Optional<Invariant> broken =
        promises.brokenBy(state, fetch.copy, waiter.owed.of(state), waiter.owedOutside.of(state));
    return broken.isEmpty() && waiter.session.in(state)
        ? promises.brokenToSession(state, fetch.copy, fetch.key.of(state))
        : broken;
  }

  private void compare(long[] state, Fetch fetch, Steps steps) {
    boolean meetsFloors =
        rules.meetsFloors(state, fetch.proxy(state), fetch.key.of(state), fetch.copy);
    if (at.design.has(Storing.UNCHECKED) || (meetsFloors && at.design.has(Storing.CHECKED))) {
      store(state, fetch, steps);
    } else if (meetsFloors) {
      long[] next = state.clone();
      fetch.enter(next, Phase.CHECKED);
      steps.to(next, () -> fetch.name + " is found above the floors");
    } else {
      drop(state, fetch, steps);
    }
  }

  private void drop(long[] state, Fetch fetch, Steps steps) {
    long[] next = state.clone();
    Proxy proxy = fetch.proxy(state);
    if (fetch.copy.version.of(state) < promises.owed(state, proxy, fetch.key.of(state))) {
      steps.opportunity();
    }
    fetch.clear(next);
    steps.to(next, () -> fetch.name + " is not stored");
  }

  private void store(long[] state, Fetch fetch, Steps steps) {
    Proxy proxy = fetch.proxy(state);
    int key = fetch.key.of(state);
    if (proxy.uncacheable[key].in(state) && rules.meetsFloors(state, proxy, key, fetch.copy)) {
      steps.violation(
          Invariant.CONVERGENCE, () -> fetch.name + " meets its floors and is not stored");
    }
    if (proxy.uncacheable[key].in(state)
        || fetch.revoked.in(state)
        || !mayReplace(state, proxy, key, fetch.copy)) {
      drop(state, fetch, steps);
      return;
    }
    long[] next = state.clone();
    proxy.isStored[key].set(next, 1);
    fetch.copy.copyTo(proxy.stored.get(key), next);
    int tag = at.tagOf(key);
    if (fetch.copy.lo.of(state) >= proxy.softFloor[tag].of(state)) {
      proxy.answered[tag].set(next, proxy.answered[tag].mask());
    }
    fetch.clear(next);
    steps.to(next, () -> fetch.name + " is stored");
  }

  private boolean mayReplace(long[] state, Proxy proxy, int key, Copy copy) {
    Copy stored = proxy.stored.get(key);
    return at.design.has(Replacement.ANY)
        || !proxy.isStored[key].in(state)
        || copy.epoch.of(state) > stored.epoch.of(state)
        || (copy.epoch.of(state) == stored.epoch.of(state)
            && copy.lo.of(state) >= stored.hi.of(state));
  }
}
