package dev.edgecache.config;

import java.util.ArrayList;
import java.util.List;

/** Policies that can't be put in force, because of what is wrong in their files. */
public final class PolicyLoadException extends Exception {
  private static final long serialVersionUID = 1;

  private final ArrayList<String> problems;

  PolicyLoadException(List<String> problems) {
    super("policies: " + problems.size() + " problems; the first: " + problems.getFirst());
    this.problems = new ArrayList<>(problems);
  }

  /** All that is wrong, each with file and line. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
