package dev.edgecache.admin;

/**
 * The state of something without which requests are answered worse, or not at all.
 *
 * @param name its name, such as {@code origin local}
 * @param state how it is
 * @param detail why, in a few words for people; no secrets
 */
public record Dependency(String name, State state, String detail) {

  /** How a dependency is, the best first. */
  public enum State {
    /** It does its work. */
    UP,
    /** It does not do all of its work, but requests can be answered. */
    DEGRADED,
    /** It fails, and requests that need it can't be answered. */
    DOWN
  }
}
