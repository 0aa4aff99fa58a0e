package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.Joining;
import dev.edgecache.consistency.model.protocol.Choice.Lookup;
import dev.edgecache.consistency.model.protocol.Choice.Soft;
import dev.edgecache.consistency.model.protocol.Choice.Tags;
import dev.edgecache.consistency.model.protocol.Choice.Token;
import dev.edgecache.consistency.model.protocol.Variables.Copy;
import dev.edgecache.consistency.model.protocol.Variables.Fetch;
import dev.edgecache.consistency.model.protocol.Variables.Phase;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import dev.edgecache.consistency.model.protocol.Variables.Waiter;
import dev.edgecache.consistency.model.protocol.World.Event;
import dev.edgecache.consistency.model.protocol.World.Size;
import dev.edgecache.consistency.model.search.Model.Steps;
import java.util.Optional;

/** The steps of requests: a lookup, and what follows a miss; also the loss of what is stored. */
record Requests(Variables at, Rules rules, Promises promises) {

  /** Who asks. */
  private enum Client {
    ANYBODY,
    SESSION
  }

  private record Request(Client client, int proxy, int key) {
    @Override
    public String toString() {
      String who = client == Client.SESSION ? "a request of the session" : "a request";
      return who + " to proxy " + proxy;
    }
  }

  void steps(long[] state, Steps steps) {
    boolean sessionAsks = at.design.hasSession() && !at.sessionWaits(state);
    for (int proxy = 0; proxy < at.proxies.size(); proxy++) {
      for (int key = 0; key < at.world.count(Size.KEYS); key++) {
        steps(state, new Request(Client.ANYBODY, proxy, key), steps);
        if (sessionAsks) {
          ofSession(state, new Request(Client.SESSION, proxy, key), steps);
        }
        loss(state, at.proxies.get(proxy), key, steps);
      }
    }
  }

  private static void loss(long[] state, Proxy proxy, int key, Steps steps) {
    if (proxy.isStored[key].in(state)) {
      long[] next = state.clone();
      proxy.isStored[key].set(next, 0);
      proxy.stored.get(key).clear(next);
      steps.to(next, () -> "what is stored is lost");
    }
  }

  private void ofSession(long[] state, Request request, Steps steps) {
    if (rules.tokenIsAhead(state, request.proxy)) {
      long[] next = state.clone();
      rules.learn(next, at.proxies.get(request.proxy), 1);
      steps.to(next, () -> "proxy " + request.proxy + " learns of the new epoch from the token");
    } else {
      steps(state, request, steps);
    }
  }

  private void steps(long[] state, Request request, Steps steps) {
    Proxy proxy = at.proxies.get(request.proxy);
    if (proxy.isStored[request.key].in(state)) {
      boolean isFresh = isFresh(state, request);
      boolean meetsToken = meetsToken(state, request);
      if (isFresh && meetsToken) {
        hit(state, request, brokenByFresh(state, request), steps);
        return;
      }
      if (brokenByFresh(state, request).isPresent()) {
        steps.opportunity();
      }
      if ((meetsToken || at.design.has(Soft.BELOW_TOKEN))
          && rules.mayServeStale(state, proxy, request.key)) {
        hit(state, request, brokenByStale(state, request), steps);
        return;
      }
    }
    begin(state, request, steps);
    join(state, request, steps);
  }

  private Copy stored(Request request) {
    return at.proxies.get(request.proxy).stored.get(request.key);
  }

  private boolean isFresh(long[] state, Request request) {
    return at.design.has(Lookup.UNCHECKED)
        || rules.meetsFloors(state, at.proxies.get(request.proxy), request.key, stored(request));
  }

  private boolean meetsToken(long[] state, Request request) {
    return request.client == Client.ANYBODY
        || rules.meetsToken(state, request.proxy, request.key, stored(request), false);
  }

  private Optional<Invariant> brokenByFresh(long[] state, Request request) {
    Proxy proxy = at.proxies.get(request.proxy);
    int owed = promises.owed(state, proxy, request.key);
    int owedOutside = proxy.acknowledgedOutside.of(state);
    return orToSession(
        state, request, promises.brokenBy(state, stored(request), owed, owedOutside));
  }

  private Optional<Invariant> brokenByStale(long[] state, Request request) {
    if (at.design.has(Soft.UNDECLARED)) {
      return brokenByFresh(state, request);
    }
    Proxy proxy = at.proxies.get(request.proxy);
    return orToSession(state, request, promises.brokenByStale(state, proxy, request.key));
  }

  private Optional<Invariant> orToSession(
      long[] state, Request request, Optional<Invariant> broken) {
    return broken.isEmpty() && request.client == Client.SESSION
        ? promises.brokenToSession(state, stored(request), request.key)
        : broken;
  }

  private void hit(long[] state, Request request, Optional<Invariant> broken, Steps steps) {
    Copy copy = stored(request);
    int version = copy.version.of(state);
    if (broken.isPresent()) {
      steps.violation(broken.get(), () -> request + " gets version " + version + " from the store");
    } else if (request.client == Client.SESSION) {
      long[] next = state.clone();
      seen(next, request.proxy, copy);
      steps.to(next, () -> request + " gets version " + version + " from the store");
    }
  }

  /** Lets the session know an answer, and its token. */
  void seen(long[] state, int proxy, Copy copy) {
    promises.see(state, copy);
    Optional<Integer> position =
        switch (at.design.choice(Token.class)) {
          case UPPER_BOUND -> Optional.of(copy.hi.of(state));
          case LOWER_BOUND -> Optional.of(copy.lo.of(state));
          case NONE, WRITES_ALONE -> Optional.empty();
        };
    position.ifPresent(reached -> rules.raiseToken(state, proxy, reached, copy.epoch.of(state)));
  }

  private void begin(long[] state, Request request, Steps steps) {
    Optional<Fetch> idle = idle(state);
    if (idle.isEmpty()) {
      return;
    }
    Fetch fetch = idle.get();
    int first = at.world.has(Event.PRIMARY_IS_READ) ? Database.PRIMARY : Database.PRIMARY + 1;
    for (int source = first; source <= at.replayed.length; source++) {
      long[] next = state.clone();
      fetch.enter(next, Phase.BEGUN);
      fetch.proxy.set(next, request.proxy);
      fetch.key.set(next, request.key);
      fetch.source.set(next, source);
      fetch.copy.sequence.set(next, at.proxies.get(request.proxy).sequence.of(state));
      String from = source == Database.PRIMARY ? "the primary" : "replica " + source;
      if (request.client == Client.ANYBODY) {
        steps.to(next, () -> request + " (not followed) begins " + fetch.name + " from " + from);
      }
      long[] followed = next.clone();
      arrive(followed, request, fetch.waiter);
      steps.to(followed, () -> request + " begins " + fetch.name + " from " + from);
    }
  }

  private Optional<Fetch> idle(long[] state) {
    for (Fetch fetch : at.fetches) {
      if (fetch.in(state) == Phase.IDLE) {
        return Optional.of(fetch);
      }
    }
    return Optional.empty();
  }

  private void arrive(long[] state, Request request, Waiter waiter) {
    Proxy proxy = at.proxies.get(request.proxy);
    waiter.present.set(state, 1);
    waiter.session.set(state, request.client == Client.SESSION ? 1 : 0);
    waiter.owed.set(state, promises.owed(state, proxy, request.key));
    waiter.owedOutside.set(state, proxy.acknowledgedOutside.of(state));
    if (at.design.has(Tags.BEFORE_FETCH)) {
      int tag = at.tagOf(request.key);
      waiter.floor.set(state, proxy.floor[tag].of(state));
      waiter.floor.raise(state, proxy.softFloor[tag].of(state));
      waiter.floorSequence.set(state, proxy.floorSequence[tag].of(state));
    }
  }

  private void join(long[] state, Request request, Steps steps) {
    if (at.design.has(Joining.NONE)) {
      return;
    }
    for (Fetch fetch : at.fetches) {
      if (fetch.proxy.of(state) == request.proxy
          && fetch.key.of(state) == request.key
          && fetch.in(state) != Phase.IDLE
          && fetch.in(state).compareTo(Phase.BOUNDED) <= 0
          && !fetch.waiter.present.in(state)) {
        long[] next = state.clone();
        arrive(next, request, fetch.waiter);
        fetch.waiter.joined.set(next, fetch.waiter.joined.mask());
        steps.to(next, () -> request + " joins " + fetch.name);
      }
    }
  }
}
