package dev.edgecache.check.kill;

import java.util.ArrayList;
import java.util.List;

/** What was acknowledged, and what was found of it. Safe for any thread. */
final class Ledger {

  private static final int MOST_VIOLATIONS = 20;

  // Guarded by this.
  private final long[] demanded = new long[Catalogue.ITEMS];
  private final List<String> unchecked = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long kills;
  private long acknowledged;
  private long opportunities;
  private long lost;
  private long stale;

  /** An invalidation of a commit was acknowledged. */
  synchronized void acknowledged(String id, Catalogue.Commit commit) {
    acknowledged++;
    unchecked.add(id);
    demanded[commit.item()] = Math.max(demanded[commit.item()], commit.version());
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  /** The least version of an item that an answer may have which is asked for from now on. */
  synchronized long demanded(int item) {
    return demanded[item];
  }

  /** An answer had this version. */
  synchronized void answered(int item, long version, long demandedBefore) {
    if (version < demandedBefore) {
      stale++;
      violation(
          "item "
              + item
              + ": version "
              + version
              + ", but "
              + demandedBefore
              + " was acknowledged");
    }
  }

  /** The server does not know an invalidation that it had acknowledged. */
  synchronized void lost(String id, int status) {
    lost++;
    violation("invalidation " + id + ": acknowledged, but now answered with " + status);
  }

  /** A replica could have made an answer stale that is asked for now. */
  synchronized void opportunity() {
    opportunities++;
  }

  synchronized void killed() {
    kills++;
  }

  /** The invalidations that were acknowledged since the last call. */
  synchronized List<String> takeUnchecked() {
    List<String> all = List.copyOf(unchecked);
    unchecked.clear();
    return all;
  }

  private void violation(String text) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(text);
    }
  }

  synchronized KillVerdict verdict() {
    return new KillVerdict(
        kills, acknowledged, opportunities, lost, stale, List.copyOf(violations));
  }
}
