package dev.edgecache.yaml;

import java.util.Optional;

/**
 * One thing wrong in a file: where, what, and what to do.
 *
 * @param position where
 * @param path the way to the key, {@link KeyPath#ROOT} for the file as a whole
 * @param message what is wrong, one line
 * @param hint what to do, where that can be said
 */
public record Problem(Position position, KeyPath path, String message, Optional<String> hint) {

  /** A problem without a hint. */
  public static Problem of(Position position, KeyPath path, String message) {
    return new Problem(position, path, message, Optional.empty());
  }

  /** A problem with a hint. */
  public static Problem of(Position position, KeyPath path, String message, String hint) {
    return new Problem(position, path, message, Optional.of(hint));
  }

  /** {@code file:line:column: path: message; hint}. */
  @Override
  public String toString() {
    String where = path.equals(KeyPath.ROOT) ? "" : path + ": ";
    return position + ": " + where + message + hint.map(text -> "; " + text).orElse("");
  }
}
