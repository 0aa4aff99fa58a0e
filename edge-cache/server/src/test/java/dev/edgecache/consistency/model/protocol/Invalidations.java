package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.EventPosition;
import dev.edgecache.consistency.model.protocol.Choice.Events;
import dev.edgecache.consistency.model.protocol.Choice.Lease;
import dev.edgecache.consistency.model.protocol.Choice.Raises;
import dev.edgecache.consistency.model.protocol.Choice.Removal;
import dev.edgecache.consistency.model.protocol.Choice.SoftWindow;
import dev.edgecache.consistency.model.protocol.Variables.Fetch;
import dev.edgecache.consistency.model.protocol.Variables.Phase;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import dev.edgecache.consistency.model.search.Model.Steps;

/** The steps of invalidations: each comes at least once, in any order, to every proxy. */
record Invalidations(Variables at, Database database, Rules rules) {

  void steps(long[] state, Steps steps) {
    for (int index = 0; index < at.proxies.size(); index++) {
      int proxy = index;
      for (int number = 1; number <= known(state); number++) {
        int write = number;
        long[] next = ofWrite(state, proxy, write);
        steps.to(next, () -> "proxy " + proxy + " gets the invalidation of write " + write);
      }
      if (at.outside.in(state)) {
        long[] next = ofOutside(state, proxy);
        steps.to(next, () -> "proxy " + proxy + " gets the invalidation of what is outside");
      }
    }
  }

  /** The last write whose invalidation can have been sent. */
  private int known(long[] state) {
    return at.design.has(Events.REPLICA) ? at.replayed[0].of(state) : at.commits.of(state);
  }

  private long[] ofWrite(long[] state, int index, int write) {
    Proxy proxy = at.proxies.get(index);
    long[] next = state.clone();
    boolean isFirst = !proxy.acknowledged[write].in(state);
    int key = at.keyOf[write].of(state);
    int tag = at.tagOf(key);
    if (isFirst || !at.samples()) {
      int position = floorOf(next, proxy, write);
      if (at.soft[write].in(state)) {
        raiseSoftly(next, proxy, tag, position, isFirst);
      } else {
        raise(next, proxy, tag, position);
      }
    }
    if (isFirst) {
      at.arrived[write].set(next, at.now.of(state));
      if (at.samples() || at.design.has(Raises.SEQUENCE)) {
        raiseSequence(next, proxy, tag);
      }
    }
    remove(next, index, key);
    boolean isDone = !at.design.has(Removal.STORED_TWICE) || proxy.came[write].in(state);
    proxy.came[write].set(next, proxy.came[write].mask());
    if (isDone) {
      proxy.acknowledged[write].set(next, 1);
    }
    return next;
  }

  private int floorOf(long[] state, Proxy proxy, int write) {
    int epoch = at.samples() ? database.epoch(state) : database.epochOfWrite(state, write);
    int position =
        switch (at.design.choice(EventPosition.class)) {
          case OF_COMMIT -> database.positionOfWrite(state, write);
          case BEFORE_COMMIT -> database.positionOfWrite(state, write) - 1;
          case SAMPLED -> database.position(state);
        };
    rules.learn(state, proxy, epoch);
    return rules.floorNumber(state, proxy, position, epoch);
  }

  private void raise(long[] state, Proxy proxy, int tag, int position) {
    if (raisesPosition()) {
      proxy.floor[tag].raise(state, position);
    }
  }

  private boolean raisesPosition() {
    return at.design.has(Raises.POSITION) || at.design.has(Raises.POSITION_AND_SEQUENCE);
  }

  private void raiseSoftly(long[] state, Proxy proxy, int tag, int position, boolean isFirst) {
    boolean isNew = proxy.softFloor[tag].of(state) == 0 || proxy.answered[tag].in(state);
    if (isFirst && (isNew || at.design.has(SoftWindow.LATEST))) {
      proxy.softSince[tag].set(state, at.now.of(state));
    }
    if (position > proxy.softFloor[tag].of(state)) {
      proxy.softFloor[tag].set(state, position);
      proxy.answered[tag].set(state, 0);
    }
  }

  private void raiseSequence(long[] state, Proxy proxy, int tag) {
    if (at.design.usesSequence()) {
      proxy.sequence.set(state, proxy.sequence.of(state) + 1);
      proxy.floorSequence[tag].set(state, proxy.sequence.of(state));
    }
  }

  private long[] ofOutside(long[] state, int index) {
    Proxy proxy = at.proxies.get(index);
    long[] next = state.clone();
    if (!proxy.acknowledgedOutside.in(state)) {
      for (int key = 0; key < proxy.isStored.length; key++) {
        raise(next, proxy, at.tagOf(key), database.position(state));
        remove(next, index, key);
      }
      raiseSequence(next, proxy, 0);
      for (int tag = 1; tag < proxy.floorSequence.length; tag++) {
        proxy.floorSequence[tag].set(next, proxy.sequence.of(next));
      }
      proxy.acknowledgedOutside.set(next, 1);
    }
    return next;
  }

  private void remove(long[] state, int index, int key) {
    Proxy proxy = at.proxies.get(index);
    if (!at.design.has(Removal.NOTHING)) {
      proxy.isStored[key].set(state, 0);
      proxy.stored.get(key).clear(state);
    }
    if (at.design.has(Lease.REVOKED)) {
      for (Fetch fetch : at.fetches) {
        if (fetch.in(state) != Phase.IDLE
            && fetch.proxy.of(state) == index
            && fetch.key.of(state) == key) {
          fetch.revoked.set(state, 1);
        }
      }
    }
  }
}
