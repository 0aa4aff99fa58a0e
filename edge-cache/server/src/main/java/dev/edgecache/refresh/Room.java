package dev.edgecache.refresh;

import dev.edgecache.origin.OriginHealth;
import java.util.function.Supplier;

/**
 * The room that an origin has for refreshes beside what clients ask.
 *
 * @param settings how much is refreshed
 * @param origin how the origin is now
 * @param connections the most that are open to it
 */
public record Room(RefreshSettings settings, Supplier<OriginHealth> origin, int connections) {

  /**
   * Whether one more refresh may begin beside so many: the origin is well, nobody waits for a
   * connection, and afterwards as many are still unused as refreshes may have.
   */
  boolean isThere(int underway) {
    int most = settings.concurrency(connections);
    if (underway >= most) {
      return false;
    }
    OriginHealth now = origin.get();
    return now.state() == OriginHealth.State.HEALTHY
        && now.connections().pending() == 0
        && now.connections().inUse() + 1 + most <= connections;
  }
}
