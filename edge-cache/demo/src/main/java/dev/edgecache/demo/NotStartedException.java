package dev.edgecache.demo;

import java.util.ArrayList;
import java.util.List;

/** The cache, or what it stands between, could not start. */
final class NotStartedException extends Exception {

  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final ArrayList<String> lines;

  /**
   * A start that failed.
   *
   * @param exitCode what the command ends with
   * @param lines what is wrong and what to do
   */
  NotStartedException(int exitCode, List<String> lines) {
    super(String.join("\n", lines));
    this.exitCode = exitCode;
    this.lines = new ArrayList<>(lines);
  }

  int exitCode() {
    return exitCode;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
