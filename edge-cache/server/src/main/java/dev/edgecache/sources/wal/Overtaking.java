package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.Location;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Invalidations of what a standby showed before the primary was known to show it. A commit may be
 * in the log, and replayed elsewhere, while it still waits on the primary for a synchronous
 * standby. An answer that the primary gives meanwhile lacks it, though it is asked for after the
 * invalidation; so that one has to count again once the primary shows the commit, too.
 */
final class Overtaking {

  /** As many as come while a primary is away for long; beyond it, the oldest count at once. */
  private static final int MOST = 10_000;

  private final Map<Entry, Position> ahead = new LinkedHashMap<>();

  /**
   * Takes up an invalidation.
   *
   * @param shown what the primary was known to show when it came
   */
  void note(Entry entry, Optional<Position> shown) {
    if (entry.location() instanceof Location.Stated(Position position)
        && shown.filter(known -> known.shows(position)).isEmpty()) {
      ahead.put(entry, position);
    }
  }

  /** Gives up those that the primary is known to show by now. */
  List<Entry> shownBy(Optional<Position> shown) {
    List<Entry> behind = new ArrayList<>();
    for (Iterator<Map.Entry<Entry, Position>> each = ahead.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<Entry, Position> next = each.next();
      if (ahead.size() > MOST || shown.filter(known -> known.shows(next.getValue())).isPresent()) {
        behind.add(next.getKey());
        each.remove();
      }
    }
    return behind;
  }
}
