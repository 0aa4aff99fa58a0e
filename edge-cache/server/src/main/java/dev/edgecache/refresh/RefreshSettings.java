package dev.edgecache.refresh;

/**
 * How much is refreshed after an invalidation.
 *
 * @param share the share of the origin's connections that refreshes may have, 0 to 1; with 0
 *     nothing is refreshed
 * @param popular how many of the stored answers that are asked for most are looked at, and how many
 *     wait at most
 */
public record RefreshSettings(double share, int popular) {

  /** A tenth of the connections, the thousand most popular answers. */
  public static final RefreshSettings DEFAULTS = new RefreshSettings(0.1, 1000);

  /** Rejects what is out of range. */
  public RefreshSettings {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
    }
    if (popular < 1) {
      throw new IllegalArgumentException("popular: " + popular + " (expected: 1 or more)");
    }
  }

  /** Whether anything is refreshed. */
  public boolean isOn() {
    return share > 0;
  }

  /** How many refreshes may be under way at an origin with so many connections; at least one. */
  int concurrency(int connections) {
    return Math.max(1, (int) (share * connections));
  }
}
