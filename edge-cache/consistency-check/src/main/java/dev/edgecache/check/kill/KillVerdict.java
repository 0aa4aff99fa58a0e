package dev.edgecache.check.kill;

import java.util.List;

/**
 * What a run found.
 *
 * @param kills how often the server was killed
 * @param acknowledged the invalidations that it acknowledged
 * @param opportunities the answers after a kill that the replica alone would have made stale
 * @param lost the acknowledged invalidations that it did not know after a kill
 * @param stale the answers that were older than an acknowledged invalidation
 * @param violations the first of them, each a line
 */
public record KillVerdict(
    long kills,
    long acknowledged,
    long opportunities,
    long lost,
    long stale,
    List<String> violations) {

  /** Copies the list. */
  public KillVerdict {
    violations = List.copyOf(violations);
  }

  /** Whether nothing could have gone wrong, so that nothing is proved. */
  public boolean isVoid() {
    return kills == 0 || acknowledged == 0 || opportunities == 0;
  }

  /** Whether everything that was acknowledged held, and something was. */
  public boolean holds() {
    return !isVoid() && lost == 0 && stale == 0;
  }

  /** All in one line. */
  public String summary() {
    return "kills=%d acknowledged=%d opportunities=%d lost=%d stale=%d"
        .formatted(kills, acknowledged, opportunities, lost, stale);
  }
}
