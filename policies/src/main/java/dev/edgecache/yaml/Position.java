package dev.edgecache.yaml;

/**
 * A place in a file, as editors show it.
 *
 * @param file the file as its reader named it
 * @param line the line, from 1
 * @param column the column in characters, from 1
 */
public record Position(String file, int line, int column) {

  /** Rejects lines and columns below 1. */
  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "line and column: " + line + ", " + column + " (expected: both at least 1)");
    }
  }

  /** The beginning of a file. */
  public static Position startOf(String file) {
    return new Position(file, 1, 1);
  }

  /** {@code file:line:column}, which editors and terminals turn into a link. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
