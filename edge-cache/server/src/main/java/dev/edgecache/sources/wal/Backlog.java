package dev.edgecache.sources.wal;

import java.time.Duration;
import java.util.Optional;

/** How long a feed has been behind its server. Locations are unsigned. */
final class Backlog {

  private Optional<Mark> missing = Optional.empty();

  private record Mark(long location, long nanos) {}

  /**
   * Takes where both are.
   *
   * @param server what the server had replayed
   * @param here what came from it by then
   */
  void note(long server, long here, long nanos) {
    missing = missing.filter(mark -> isBeyond(mark.location(), here));
    if (missing.isEmpty() && isBeyond(server, here)) {
      missing = Optional.of(new Mark(server, nanos));
    }
  }

  Duration age(long nanos) {
    return missing.map(mark -> Duration.ofNanos(nanos - mark.nanos())).orElse(Duration.ZERO);
  }

  private static boolean isBeyond(long location, long other) {
    return Long.compareUnsigned(location, other) > 0;
  }
}
