package dev.edgecache.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tries every mutation; takes minutes, so that {@code bin/mutations} runs it.
 *
 * <p>The system property {@code mutations} names those that are tried, with commas between them.
 */
class Mutations {

  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  private static final long MOST_SECONDS = 120;

  private static final Optional<Set<String>> NAMES =
      Optional.ofNullable(System.getProperty("mutations")).map(names -> Set.of(names.split(",")));

  @TempDir private Path folder;

  @Test
  @DisplayName("each mutation turns a test red")
  void areAllNoticed() throws Exception {
    List<Mutation> mutations =
        Mutation.all().stream()
            .filter(one -> NAMES.map(names -> names.contains(one.name())).orElse(true))
            .toList();
    assertThat(mutations)
        .as("mutations of these names")
        .hasSize(NAMES.map(Set::size).orElse(mutations.size()))
        .isNotEmpty();
    List<String> tests =
        mutations.stream().flatMap(one -> one.tests().stream()).distinct().toList();
    assertThat(red(Files.createDirectory(folder.resolve("none")), tests))
        .as("red without a mutation")
        .isEmpty();
    List<String> survivors = new ArrayList<>();
    System.out.println("| mutation | what is wrong | turned red |\n|---|---|---|");
    for (Mutation mutation : mutations) {
      Optional<String> red = red(compiled(mutation), mutation.tests());
      System.out.printf(
          "| `%s` | %s | %s |%n", mutation.name(), mutation.title(), red.orElse("NOTHING"));
      if (red.isEmpty()) {
        survivors.add(mutation.title());
      }
    }
    assertThat(survivors).as("mutations that no test noticed").isEmpty();
  }

  private Path compiled(Mutation mutation) throws IOException {
    Path sources = Files.createTempDirectory(folder, "sources");
    Path classes = Files.createTempDirectory(folder, "classes");
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", CLASS_PATH));
    for (var changed : mutation.sources().entrySet()) {
      Path file = sources.resolve(changed.getKey().getFileName());
      Files.writeString(file, changed.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
        .as("compiled: " + mutation.title())
        .isZero();
    return classes;
  }

  /** The first test that fails with these classes in place of the product's; empty if none does. */
  private static Optional<String> red(Path classes, List<String> tests) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx1g",
                "-Dsimulation.seeds=400",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes + File.pathSeparator + CLASS_PATH,
                Trial.class.getName()));
    command.addAll(tests);
    Path output = Files.createTempFile(classes, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    assertThat(ended).as("ended in time: " + Files.readString(output)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    try (Stream<String> lines = Files.lines(output, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(Trial.RED))
          .map(line -> line.substring(Trial.RED.length()))
          .findFirst();
    }
  }
}
