package dev.edgecache.consistency;

/**
 * One history of a database, within which positions are ordered: for PostgreSQL its system
 * identifier and its timeline, as {@code 7412345678901234567/1}. A promotion begins a new one.
 *
 * @param name visible ASCII without {@code @}, {@code "} and {@code \}; at most 64 characters
 */
public record Epoch(String name) {

  private static final int MAX_LENGTH = 64;

  /** Rejects what {@link #isName} does not accept. */
  public Epoch {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "epoch: " + name + " (expected: 1 to 64 visible characters without @, \" and \\)");
    }
  }

  /** The epoch of a PostgreSQL server. */
  public static Epoch ofPostgres(String systemIdentifier, int timeline) {
    return new Epoch(systemIdentifier + "/" + timeline);
  }

  /** Whether that can name an epoch. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '@' && c != '"' && c != '\\');
  }
}
