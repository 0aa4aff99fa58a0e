package dev.edgecache.policy.files;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Position;
import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads policy files into a set.
 *
 * <p>A folder stands for all files in it and below it whose name ends with {@code .yaml}, without
 * those that end with {@code .examples.yaml} and without names that begin with a dot.
 */
public final class PolicyFiles {

  private static final String EXAMPLES = ".examples.yaml";

  private PolicyFiles() {}

  /** What became of an attempt to load policies. */
  public sealed interface Loaded {
    /**
     * All files are right.
     *
     * @param set their policies
     * @param files the files in the order in which they were read
     */
    record Ok(PolicySet set, List<PolicyFile> files) implements Loaded {
      /** Copies the list. */
      public Ok {
        files = List.copyOf(files);
      }
    }

    /**
     * Some are wrong.
     *
     * @param problems all that is wrong, file by file; at least one
     */
    record Failed(List<Problem> problems) implements Loaded {
      /** Copies the list. */
      public Failed {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Loads files and folders into one set. */
  public static Loaded load(List<Path> filesAndFolders) {
    List<Problem> problems = new ArrayList<>();
    List<PolicyFile> files = new ArrayList<>();
    for (Path path : filesAndFolders) {
      for (Path file : policyFiles(path, problems)) {
        switch (PolicyKeys.POLICY.read(file)) {
          case ReadResult.Valid<Policy>(Policy policy, var document) ->
              files.add(new PolicyFile(policy, document));
          case ReadResult.Invalid<Policy>(var found) -> problems.addAll(found);
        }
      }
    }
    problems.addAll(Conflicts.among(files));
    return problems.isEmpty()
        ? new Loaded.Ok(PolicySet.of(files.stream().map(PolicyFile::policy).toList()), files)
        : new Loaded.Failed(problems);
  }

  /** Reads one policy from a text; {@code file} is its name in problems. */
  public static ReadResult<Policy> parse(String file, String text) {
    return PolicyKeys.POLICY.parse(file, text);
  }

  /**
   * The file of examples that belongs to a policy file: {@code a.examples.yaml} to {@code a.yaml}.
   */
  public static Path examplesOf(Path policyFile) {
    String name = String.valueOf(policyFile.getFileName());
    String stem = name.endsWith(".yaml") ? name.substring(0, name.length() - 5) : name;
    return policyFile.resolveSibling(stem + EXAMPLES);
  }

  private static List<Path> policyFiles(Path path, List<Problem> problems) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files =
          entries
              .filter(file -> !isHidden(path.relativize(file)) && Files.isRegularFile(file))
              .sorted()
              .toList();
      files.stream()
          .filter(file -> file.toString().endsWith(".yml"))
          .map(file -> problem(file, "file: ends with .yml and is not read", "name it .yaml"))
          .forEach(problems::add);
      List<Path> policies = files.stream().filter(PolicyFiles::isPolicyFile).toList();
      if (policies.isEmpty()) {
        problems.add(problem(path, "folder: holds no policy file", "policy files end with .yaml"));
      }
      return policies;
    } catch (IOException | UncheckedIOException e) {
      problems.add(problem(path, "folder: can't be read (" + e + ")", "check its permissions"));
      return List.of();
    }
  }

  private static boolean isPolicyFile(Path file) {
    return file.toString().endsWith(".yaml") && !file.toString().endsWith(EXAMPLES);
  }

  /** Whether a name of the path begins with a dot, as the versions of mounted folders do. */
  private static boolean isHidden(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static Problem problem(Path path, String message, String hint) {
    return Problem.of(Position.startOf(path.toString()), KeyPath.ROOT, message, hint);
  }
}
