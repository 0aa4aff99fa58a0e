package dev.edgecache.demo;

import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Standby;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can go wrong with the shop on command, and be put right: its standby lags or is cut off, the
 * primary region fails, the other region takes over.
 */
final class Incidents {

  private final Primary primary;
  private final Region primaryRegion;
  private final Standby standby;
  private boolean promoted;

  /**
   * All is well to begin with.
   *
   * @param primary the database of the primary region
   * @param standby that of the other region
   */
  Incidents(Primary primary, Region primaryRegion, Standby standby) {
    this.primary = primary;
    this.primaryRegion = primaryRegion;
    this.standby = standby;
  }

  /** Each incident by its path on the control port. */
  Map<String, ControlPort.Act> byPath() {
    return new TreeMap<>(
        Map.of(
            "/replication/pause",
            ControlPort.Act.of(this::pauseReplay),
            "/replication/resume",
            ControlPort.Act.of(this::resumeReplay),
            "/link/cut",
            ControlPort.Act.of(this::cutLink),
            "/link/restore",
            ControlPort.Act.of(this::restoreLink),
            "/regions/" + TwoRegions.PRIMARY + "/stop",
            ControlPort.Act.of(this::stopPrimary),
            "/regions/" + TwoRegions.PRIMARY + "/start",
            ControlPort.Act.of(this::startPrimary),
            "/promote",
            ControlPort.Act.of(this::promote)));
  }

  /** Whether the other region has taken over. */
  synchronized boolean isPromoted() {
    return promoted;
  }

  synchronized void pauseReplay() {
    following().pauseReplay();
  }

  synchronized void resumeReplay() {
    following().resumeReplay();
  }

  private synchronized void cutLink() {
    following().cutLink();
  }

  private synchronized void restoreLink() {
    following().restoreLink();
  }

  private Standby following() {
    require(!promoted, TwoRegions.LOCAL + " was promoted and follows no primary");
    return standby;
  }

  private synchronized void stopPrimary() {
    require(primaryRegion.isUp(), TwoRegions.PRIMARY + " does not run");
    primaryRegion.fail();
  }

  private synchronized void startPrimary() {
    require(!primaryRegion.isUp(), TwoRegions.PRIMARY + " runs");
    require(!promoted, TwoRegions.LOCAL + " was promoted; a second primary would go its own way");
    primaryRegion.recover();
  }

  /** Fences the old primary first, so that there are never two. */
  private synchronized void promote() {
    Standby successor = following();
    if (primaryRegion.isUp()) {
      primary.fence();
    }
    var _ = successor.promote();
    promoted = true;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
