package dev.edgecache.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A change to the product's sources.
 *
 * <p>The first line of its file says what is wrong then, the second names the tests that may
 * notice; then come replacements: {@code ---} and the name of a source, the text that it has once,
 * {@code +++}, and what stands there instead.
 *
 * @param name that of its file, without the extension
 * @param tests names of test classes, the fastest first
 */
record Mutation(String name, String title, List<String> tests, List<Replacement> replacements) {

  private static final Path FOLDER = Path.of("src/test/mutations");
  private static final Path SOURCES = Path.of("src/main/java/dev/edgecache");
  private static final String TESTS = "tests: ";
  private static final String EXTENSION = ".txt";
  private static final String OLD = "--- ";
  private static final String NEW = "+++";

  /** Whole lines in the place of others. */
  record Replacement(String source, String old, String mutated) {}

  /** All of them. */
  static List<Mutation> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(Mutation::read).toList();
    }
  }

  private static Mutation read(Path file) {
    try {
      String name = file.getFileName().toString().replace(EXTENSION, "");
      return parse(name, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mutation parse(String name, List<String> lines) {
    List<Replacement> replacements = new ArrayList<>();
    int at = 2;
    while (at < lines.size()) {
      String source = lines.get(at).substring(OLD.length());
      int middle = at + lines.subList(at, lines.size()).indexOf(NEW);
      int end = middle;
      while (end < lines.size() && !lines.get(end).startsWith(OLD)) {
        end++;
      }
      replacements.add(
          new Replacement(
              source, text(lines.subList(at + 1, middle)), text(lines.subList(middle + 1, end))));
      at = end;
    }
    return new Mutation(
        name,
        lines.getFirst(),
        Stream.of(lines.get(1).substring(TESTS.length()).split(" "))
            .map("dev.edgecache."::concat)
            .toList(),
        replacements);
  }

  private static String text(List<String> lines) {
    return lines.stream().map(line -> line + "\n").reduce("", String::concat);
  }

  /**
   * The sources that it changes, by their files.
   *
   * @throws IllegalStateException if one does not have the text that is replaced, or has it twice
   */
  Map<Path, String> sources() throws IOException {
    Map<Path, String> changed = new LinkedHashMap<>();
    for (Replacement replacement : replacements) {
      Path file = SOURCES.resolve(replacement.source());
      String before = changed.containsKey(file) ? changed.get(file) : Files.readString(file);
      int at = before.indexOf(replacement.old());
      if (at < 0 || before.indexOf(replacement.old(), at + 1) >= 0) {
        throw new IllegalStateException(
            title + ": not exactly once in " + replacement.source() + ":\n" + replacement.old());
      }
      changed.put(file, before.replace(replacement.old(), replacement.mutated()));
    }
    return changed;
  }
}
