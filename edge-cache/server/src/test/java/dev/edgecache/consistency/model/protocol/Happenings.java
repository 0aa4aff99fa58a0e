package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.Restart;
import dev.edgecache.consistency.model.protocol.Choice.TokenEnd;
import dev.edgecache.consistency.model.protocol.Variables.Fetch;
import dev.edgecache.consistency.model.protocol.Variables.Phase;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import dev.edgecache.consistency.model.protocol.World.Event;
import dev.edgecache.consistency.model.protocol.World.Size;
import dev.edgecache.consistency.model.search.Model.Steps;

/** The steps that no request makes: writes, replay, time, trouble, the end of tokens. */
record Happenings(Variables at, Database database, Rules rules) {

  void steps(long[] state, Steps steps) {
    commits(state, steps);
    replays(state, steps);
    outsideChange(state, steps);
    time(state, steps);
    tokenEnds(state, steps);
    restarts(state, steps);
    promotions(state, steps);
  }

  private void commits(long[] state, Steps steps) {
    if (at.commits.of(state) == at.writes) {
      return;
    }
    for (int key = 0; key < at.world.count(Size.KEYS); key++) {
      for (int soft = 0; soft <= at.soft[1].mask(); soft++) {
        long[] next = commit(state, key, soft);
        String name = "write " + at.commits.of(next) + " of key " + key + " commits";
        String kind = soft == 1 ? ", to be invalidated softly" : "";
        steps.to(next, () -> name + kind);
        if (at.design.hasSession() && !at.sessionWaits(state)) {
          ownCommits(next, name, steps);
        }
      }
    }
  }

  /** The write as one of the session's: its answer carries the position to one of the proxies. */
  private void ownCommits(long[] committed, String name, Steps steps) {
    for (int place = 0; place < at.token.length; place++) {
      long[] next = committed.clone();
      at.owed.set(next, at.commits.of(next));
      at.owedAsWriter.set(next, 1);
      rules.raiseToken(next, place, database.position(next), database.epoch(next));
      steps.to(next, () -> name + ", the session's own");
    }
  }

  private long[] commit(long[] state, int key, int soft) {
    long[] next = state.clone();
    int write = at.commits.of(state) + 1;
    at.commits.set(next, write);
    at.keyOf[write].set(next, key);
    at.soft[write].set(next, soft);
    return next;
  }

  private void replays(long[] state, Steps steps) {
    int least = at.writes;
    int most = 0;
    for (int replica = 0; replica < at.replayed.length; replica++) {
      int position = at.replayed[replica].of(state);
      least = Math.min(least, position);
      most = Math.max(most, position);
      if (position < database.position(state) && !at.diverged[replica].in(state)) {
        long[] next = state.clone();
        at.replayed[replica].set(next, position + 1);
        int number = replica + 1;
        steps.to(next, () -> "replica " + number + " replays up to " + (position + 1));
      }
    }
    if (at.polls() && (at.polledLeast.of(state) != least || at.polledMost.of(state) != most)) {
      long[] next = state.clone();
      at.polledLeast.set(next, least);
      at.polledMost.set(next, most);
      steps.to(next, () -> "the replicas are polled");
    }
  }

  private void outsideChange(long[] state, Steps steps) {
    if (at.world.has(Event.OUTSIDE_CHANGE) && !at.outside.in(state)) {
      long[] next = state.clone();
      at.outside.set(next, 1);
      steps.to(next, () -> "something outside the database changes");
    }
  }

  private void time(long[] state, Steps steps) {
    if (at.world.has(Event.SOFT_INVALIDATIONS) && at.now.of(state) + 1 < Variables.INSTANTS) {
      long[] next = state.clone();
      at.now.set(next, at.now.of(state) + 1);
      steps.to(next, () -> "time passes");
    }
  }

  private void tokenEnds(long[] state, Steps steps) {
    for (int place = 0; place < at.token.length; place++) {
      int token = at.token[place].of(state);
      if (token == 0 || !mayForget(state, token)) {
        continue;
      }
      long[] next = state.clone();
      at.token[place].set(next, 0);
      steps.to(next, () -> "the token is forgotten");
    }
  }

  private boolean mayForget(long[] state, int token) {
    int least = at.writes;
    int most = 0;
    for (int replica = 0; replica < at.replayed.length; replica++) {
      least = Math.min(least, at.replayed[replica].of(state));
      most = Math.max(most, at.replayed[replica].of(state));
    }
    return switch (at.design.choice(TokenEnd.class)) {
      case NEVER -> false;
      case ONE_REPLICA_PAST -> most >= token;
      case ALL_REPLICAS_PAST -> least >= token;
      case ALL_REPLICAS_AND_STORED_PAST -> least >= token && leastKept(state) >= token;
    };
  }

  /** The least lower bound of what is stored or on its way. */
  private int leastKept(long[] state) {
    int least = at.writes;
    for (Proxy proxy : at.proxies) {
      for (int key = 0; key < proxy.isStored.length; key++) {
        if (proxy.isStored[key].in(state)) {
          least = Math.min(least, proxy.stored.get(key).lo.of(state));
        }
      }
    }
    for (Fetch fetch : at.fetches) {
      if (fetch.in(state).compareTo(Phase.HALF_READ) >= 0) {
        least = Math.min(least, fetch.copy.lo.of(state));
      }
    }
    return least;
  }

  private void restarts(long[] state, Steps steps) {
    if (!at.world.has(Event.RESTART)) {
      return;
    }
    for (int index = 0; index < at.proxies.size(); index++) {
      if (!at.proxies.get(index).restarted.in(state)) {
        long[] next = restarted(state, index);
        steps.to(next, () -> "the proxy restarts");
      }
    }
  }

  private long[] restarted(long[] state, int index) {
    long[] next = state.clone();
    Proxy proxy = at.proxies.get(index);
    proxy.restarted.set(next, 1);
    for (int key = 0; key < proxy.isStored.length; key++) {
      proxy.isStored[key].set(next, 0);
      proxy.stored.get(key).clear(next);
      switch (at.design.choice(Restart.class)) {
        case KEEPS_FLOORS -> {}
        case LOSES_FLOORS -> proxy.floor[key].set(next, 0);
        case SAMPLES_FLOOR -> proxy.floor[key].set(next, database.position(state));
      }
    }
    for (Fetch fetch : at.fetches) {
      if (fetch.proxy.of(state) == index) {
        fetch.clear(next);
      }
    }
    return next;
  }

  private void promotions(long[] state, Steps steps) {
    if (!at.world.promotes() || at.promoted.in(state)) {
      return;
    }
    for (int replica = 0; replica < at.replayed.length; replica++) {
      long[] next = promoted(state, at.replayed[replica].of(state));
      int number = replica + 1;
      steps.to(next, () -> "replica " + number + " becomes the primary");
    }
  }

  private long[] promoted(long[] state, int switchPoint) {
    long[] next = state.clone();
    at.promoted.set(next, 1);
    at.switchPoint.set(next, switchPoint);
    at.commitsBefore.set(next, at.commits.of(state));
    for (int replica = 0; replica < at.replayed.length; replica++) {
      at.diverged[replica].set(next, at.replayed[replica].of(state) > switchPoint ? 1 : 0);
    }
    at.owed.set(next, Math.min(at.owed.of(state), switchPoint));
    for (Fetch fetch : at.fetches) {
      fetch.waiter.owed.set(next, Math.min(fetch.waiter.owed.of(state), switchPoint));
    }
    return next;
  }
}
