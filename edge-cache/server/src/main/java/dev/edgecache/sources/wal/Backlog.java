package dev.edgecache.sources.wal;

import java.time.Duration;
import java.util.Optional;

/** How long a feed has been behind its server. Locations are unsigned. */
final class Backlog {

  private Optional<Mark> first = Optional.empty();
  private Optional<Mark> missing = Optional.empty();

  private record Mark(long location, long nanos) {

    boolean isBeyond(long other) {
      return Long.compareUnsigned(location, other) > 0;
    }
  }

  /**
   * Takes where both are.
   *
   * @param server what the server had replayed
   * @param here what came from it by then
   */
  void note(long server, long here, long nanos) {
    Mark now = new Mark(server, nanos);
    first = first.or(() -> Optional.of(now));
    missing =
        missing
            .filter(mark -> mark.isBeyond(here))
            .or(() -> Optional.of(now).filter(mark -> mark.isBeyond(here)));
  }

  /** Whether all came that the server had when it was first asked. */
  boolean hasCaughtUp(long here) {
    return first.filter(mark -> !mark.isBeyond(here)).isPresent();
  }

  Duration age(long nanos) {
    return missing.map(mark -> Duration.ofNanos(nanos - mark.nanos())).orElse(Duration.ZERO);
  }
}
