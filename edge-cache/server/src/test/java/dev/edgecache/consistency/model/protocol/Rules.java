package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.Epochs;
import dev.edgecache.consistency.model.protocol.Choice.Soft;
import dev.edgecache.consistency.model.protocol.Choice.SoftWindow;
import dev.edgecache.consistency.model.protocol.Choice.TokenPlace;
import dev.edgecache.consistency.model.protocol.Choice.Watermark;
import dev.edgecache.consistency.model.protocol.Variables.Copy;
import dev.edgecache.consistency.model.protocol.Variables.Fetch;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import dev.edgecache.consistency.model.protocol.Variables.Waiter;
import dev.edgecache.consistency.model.protocol.World.Event;

/** What a design compares, from what a proxy can know. */
final class Rules {
  private final Variables at;
  private final Database database;
  private final Design design;
  private final boolean epochsHeld;
  private final boolean tokenEpochsHeld;
  private final int renumbering;

  Rules(Variables at, Database database) {
    this.at = at;
    this.database = database;
    design = at.design;
    epochsHeld = !design.has(Epochs.IGNORED);
    tokenEpochsHeld = design.has(Epochs.HELD);
    renumbering = at.world.has(Event.RENUMBERING) ? 1 : 0;
  }

  /** Whether the answer is below no floor of its key. */
  boolean meetsFloors(long[] state, Proxy proxy, int key, Copy copy) {
    return meetsHardFloor(state, proxy, key, copy)
        && floorNumber(state, copy) >= proxy.softFloor[at.tagOf(key)].of(state);
  }

  private boolean meetsHardFloor(long[] state, Proxy proxy, int key, Copy copy) {
    int tag = at.tagOf(key);
    return meets(
        state, proxy, copy, proxy.floor[tag].of(state), proxy.floorSequence[tag].of(state));
  }

  private boolean meets(long[] state, Proxy proxy, Copy copy, int floor, int floorSequence) {
    return isKnown(state, proxy, copy)
        && floorNumber(state, copy) >= floor
        && copy.sequence.of(state) >= floorSequence;
  }

  /** Whether the position can be compared with those of the epoch that the proxy knows. */
  private boolean isKnown(long[] state, Proxy proxy, Copy copy) {
    return !epochsHeld
        || copy.epoch.of(state) == proxy.epoch.of(state)
        || (renumbering == 0 && copy.hi.of(state) <= at.switchPoint.of(state));
  }

  /** Whether the head may go to who waits. */
  boolean mayAnswer(long[] state, Fetch fetch) {
    Waiter waiter = fetch.waiter;
    if (waiter.joined.in(state)) {
      return true;
    }
    Proxy proxy = fetch.proxy(state);
    boolean meetsFloor =
        switch (design.choice(Choice.Tags.class)) {
          case BEFORE_FETCH ->
              meets(
                  state, proxy, fetch.copy, waiter.floor.of(state), waiter.floorSequence.of(state));
          case FROM_HEAD -> meetsFloors(state, proxy, fetch.key.of(state), fetch.copy);
          case FROM_HEAD_FLOORS_KEPT -> true;
        };
    return meetsFloor
        && (!waiter.session.in(state)
            || meetsToken(
                state,
                fetch.proxy.of(state),
                fetch.key.of(state),
                fetch.copy,
                fetch.source.of(state) == Database.PRIMARY));
  }

  /** Whether what is stored may go out, declared stale, to a client that is no session. */
  boolean mayServeStale(long[] state, Proxy proxy, int key) {
    Copy copy = proxy.stored.get(key);
    int tag = at.tagOf(key);
    return floorNumber(state, copy) < proxy.softFloor[tag].of(state)
        && (design.has(Soft.HARD_TOO) || meetsHardFloor(state, proxy, key, copy))
        && at.now.of(state) <= staleSince(state, proxy, tag, copy) + Variables.WINDOW;
  }

  private int staleSince(long[] state, Proxy proxy, int tag, Copy copy) {
    if (!design.has(SoftWindow.FIRST_UNMET)) {
      return proxy.softSince[tag].of(state);
    }
    int first = at.now.of(state);
    for (int write = copy.lo.of(state) + 1; write <= at.commits.of(state); write++) {
      if (at.tagOf(at.keyOf[write].of(state)) == tag
          && at.soft[write].in(state)
          && proxy.acknowledged[write].in(state)) {
        first = Math.min(first, at.arrived[write].of(state));
      }
    }
    return first;
  }

  /** Whether the session's token allows the answer. */
  boolean meetsToken(long[] state, int proxy, int key, Copy copy, boolean fromPrimary) {
    int token = at.token[place(proxy)].of(state);
    if (token == 0) {
      return true;
    }
    int epoch = at.proxies.get(proxy).epoch.of(state);
    if (tokenEpochsHeld && at.tokenEpoch[place(proxy)].of(state) < epoch) {
      return fromPrimary && copy.epoch.of(state) == epoch;
    }
    int lo = tokenNumber(copy.lo.of(state), copy.epoch.of(state));
    return lo >= token || isLifted(state, at.proxies.get(proxy), key, copy, token);
  }

  private boolean isLifted(long[] state, Proxy proxy, int key, Copy copy, int token) {
    return switch (design.choice(Watermark.class)) {
      case NONE -> false;
      case OF_WHAT_MEETS_FLOORS ->
          complete(state, proxy) >= token && meetsFloors(state, proxy, key, copy);
      case OF_ALL -> complete(state, proxy) >= token;
      case WITH_GAPS -> latest(state, proxy) >= token && meetsFloors(state, proxy, key, copy);
    };
  }

  private int complete(long[] state, Proxy proxy) {
    int write = 0;
    while (write < at.writes && proxy.acknowledged[write + 1].in(state)) {
      write++;
    }
    return write;
  }

  private int latest(long[] state, Proxy proxy) {
    int write = at.writes;
    while (write > 0 && !proxy.acknowledged[write].in(state)) {
      write--;
    }
    return write;
  }

  void raiseToken(long[] state, int proxy, int position, int epoch) {
    int place = place(proxy);
    if (tokenEpochsHeld && epoch > at.tokenEpoch[place].of(state)) {
      at.tokenEpoch[place].set(state, epoch);
      at.token[place].set(state, position);
    } else {
      at.token[place].raise(state, tokenNumber(position, epoch));
    }
  }

  int place(int proxy) {
    return design.has(TokenPlace.AT_PROXY) ? proxy : 0;
  }

  /** Whether the session's token names an epoch that the proxy has not seen. */
  boolean tokenIsAhead(long[] state, int proxy) {
    return tokenEpochsHeld
        && at.tokenEpoch[place(proxy)].of(state) > at.proxies.get(proxy).epoch.of(state);
  }

  /** Lets a proxy know an epoch. */
  void learn(long[] state, Proxy proxy, int epoch) {
    if (!epochsHeld || epoch <= proxy.epoch.of(state)) {
      return;
    }
    proxy.epoch.set(state, epoch);
    for (int tag = 0; tag < proxy.floor.length; tag++) {
      proxy.floor[tag].set(state, translated(state, proxy.floor[tag].of(state)));
    }
  }

  /**
   * A floor of the old epoch in the new one. Above the switch point it was of writes that are lost;
   * where the positions are counted anew, the primary's position is above all floors.
   */
  private int translated(long[] state, int floor) {
    if (renumbering != 0) {
      return floor == 0 ? 0 : database.position(state);
    }
    return Math.min(floor, at.switchPoint.of(state));
  }

  /** A position as floors compare it. */
  int floorNumber(long[] state, Proxy proxy, int position, int epoch) {
    if (!epochsHeld) {
      return position + epoch * renumbering;
    }
    return epoch < proxy.epoch.of(state) ? translated(state, position) : position;
  }

  private int floorNumber(long[] state, Copy copy) {
    int lo = copy.lo.of(state);
    return epochsHeld ? lo : lo + copy.epoch.of(state) * renumbering;
  }

  private int tokenNumber(int position, int epoch) {
    return tokenEpochsHeld ? position : position + epoch * renumbering;
  }
}
