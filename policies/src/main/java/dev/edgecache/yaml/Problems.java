package dev.edgecache.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The problems found so far while a document is read. */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem; its message need not name the key again that the path ends with. */
  public void add(Position position, KeyPath path, String message, Optional<String> hint) {
    found.add(new Problem(position, path, withoutLastKey(path, message), hint));
  }

  private static String withoutLastKey(KeyPath path, String message) {
    boolean named =
        !path.steps().isEmpty()
            && path.steps().getLast() instanceof KeyPath.Step.Key(String name)
            && message.startsWith(name + ": ");
    return named ? message.substring(message.indexOf(": ") + 2) : message;
  }

  public void add(Position position, KeyPath path, String message) {
    add(position, path, message, Optional.empty());
  }

  public int count() {
    return found.size();
  }

  public boolean none() {
    return found.isEmpty();
  }

  /** All, in the order of the file. */
  public List<Problem> all() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()))
        .toList();
  }
}
