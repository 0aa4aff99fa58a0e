package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Variables.Copy;
import dev.edgecache.consistency.model.protocol.Variables.Proxy;
import java.util.Optional;

/** What answers owe, judged from outside: by versions, which no design can compare. */
record Promises(Variables at, Database database) {

  /** The last write of the key whose invalidation the proxy has acknowledged. */
  int owed(long[] state, Proxy proxy, int key) {
    int owed = at.commits.of(state);
    while (owed > 0
        && (!proxy.acknowledged[owed].in(state)
            || at.keyOf[owed].of(state) != key
            || database.isLost(state, owed))) {
      owed--;
    }
    return owed;
  }

  /** What a fresh answer breaks, to a request that was owed that much. */
  Optional<Invariant> brokenBy(long[] state, Copy copy, int owed, int owedOutside) {
    return copy.version.of(state) < owed || copy.outside.of(state) < owedOutside
        ? Optional.of(Invariant.NO_STALE_AFTER_ACK)
        : Optional.empty();
  }

  /** What an answer breaks to the session. */
  Optional<Invariant> brokenToSession(long[] state, Copy copy, int key) {
    if (copy.version.of(state) >= database.latest(state, at.owed.of(state), key)) {
      return Optional.empty();
    }
    return Optional.of(
        at.owedAsWriter.in(state) ? Invariant.READ_YOUR_WRITES : Invariant.MONOTONIC_READS);
  }

  /** What an answer that is declared stale breaks. */
  Optional<Invariant> brokenByStale(long[] state, Proxy proxy, int key) {
    for (int write = proxy.stored.get(key).version.of(state) + 1;
        write <= at.commits.of(state);
        write++) {
      if (proxy.acknowledged[write].in(state)
          && at.keyOf[write].of(state) == key
          && (!at.soft[write].in(state)
              || at.now.of(state) > at.arrived[write].of(state) + Variables.WINDOW)) {
        return Optional.of(Invariant.DECLARED_STALE);
      }
    }
    return Optional.empty();
  }

  /** Notes what the session saw; what is lost binds nobody. */
  void see(long[] state, Copy copy) {
    int version = copy.version.of(state);
    if (version > at.owed.of(state) && !database.isLost(state, version)) {
      at.owed.set(state, version);
      at.owedAsWriter.set(state, 0);
    }
  }
}
