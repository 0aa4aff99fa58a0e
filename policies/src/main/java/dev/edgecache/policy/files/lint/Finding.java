package dev.edgecache.policy.files.lint;

import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Position;

/**
 * One mistake that the lint found.
 *
 * @param rule what kind of mistake it is, with its fix
 * @param position where
 * @param path the way to the key
 * @param message what is wrong here, one line
 */
public record Finding(LintRule rule, Position position, KeyPath path, String message) {

  /** {@code file:line:column: severity ID: path: message}. */
  @Override
  public String toString() {
    return position
        + ": "
        + rule.severity().word()
        + " "
        + rule.id()
        + ": "
        + path
        + ": "
        + message;
  }
}
