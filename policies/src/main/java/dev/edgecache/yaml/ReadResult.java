package dev.edgecache.yaml;

import java.util.List;

/**
 * What became of an attempt to read a file.
 *
 * @param <T> what the file describes
 */
public sealed interface ReadResult<T> {

  /**
   * The file is right.
   *
   * @param value what it describes
   * @param document the file itself, to find the position of each key
   */
  record Valid<T>(T value, YamlDocument document) implements ReadResult<T> {}

  /**
   * The file is wrong.
   *
   * @param problems all that is wrong, in the order of the file; at least one
   */
  record Invalid<T>(List<Problem> problems) implements ReadResult<T> {
    /** Copies the list and rejects an empty one. */
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("problems: [] (expected: at least one)");
      }
    }
  }
}
