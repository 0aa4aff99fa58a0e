package dev.edgecache.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that are loaded from files and folders. */
class PolicyFoldersTest {
  @Test
  void loadsFoldersWithoutExamplesAndHiddenNames(@TempDir Path folder) throws IOException {
    write(folder.resolve("b.yaml"), "b", "/b");
    write(folder.resolve("below/a.yaml"), "a", "/a");
    write(folder.resolve("..data/c.yaml"), "c", "/c");
    Files.writeString(folder.resolve("b.examples.yaml"), "not: a policy");
    Files.writeString(folder.resolve("notes.txt"), "-");
    assertThat(loaded(folder).files())
        .extracting(PolicyFile::name)
        .containsExactly(
            folder.resolve("b.yaml").toString(), folder.resolve("below/a.yaml").toString());
    assertThat(loaded(folder).set().policies()).extracting(Policy::name).containsExactly("b", "a");
  }

  @Test
  void tellsProblemsOfAllFiles(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "policy: A");
    Files.writeString(folder.resolve("b.yaml"), "- x");
    Files.writeString(folder.resolve("c.yml"), "policy: c");
    assertThat(problems(folder))
        .extracting(
            problem ->
                folder.relativize(Path.of(problem.position().file())) + " " + problem.message())
        .containsExactly(
            "c.yml file: ends with .yml and is not read",
            "a.yaml key \"routes\" is missing",
            "a.yaml value: \"A\" (expected: lower-case words joined by dashes)",
            "b.yaml value: a list (expected: a mapping)");
  }

  @Test
  void tellsOfAnEmptyFolderAndAMissingFile(@TempDir Path folder) {
    assertThat(problems(folder).getFirst())
        .hasToString(folder + ":1:1: folder: holds no policy file; policy files end with .yaml");
    assertThat(problems(folder.resolve("none.yaml")).getFirst().message())
        .isEqualTo("file: does not exist");
  }

  @Test
  void refusesTwoPoliciesOfOneName(@TempDir Path folder) throws IOException {
    write(folder.resolve("a.yaml"), "same", "/a");
    write(folder.resolve("b.yaml"), "same", "/b");
    write(folder.resolve("c.yaml"), "builtin", "/c");
    assertThat(problems(folder))
        .extracting(Problem::toString)
        .containsExactly(
            folder.resolve("b.yaml")
                + ":1:1: policy: same a second time; the first is at "
                + folder.resolve("a.yaml")
                + ":1:1",
            folder.resolve("c.yaml")
                + ":1:1: policy: builtin (expected: another name, this one is taken)");
  }

  @Test
  void namesTheFileOfExamples() {
    assertThat(PolicyFiles.examplesOf(Path.of("shop/catalog.yaml")))
        .isEqualTo(Path.of("shop/catalog.examples.yaml"));
  }

  private static void write(Path file, String policy, String path) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(
        file,
        "policy: %s\nroutes: [{ name: a, path: %s, cache: never }]\n".formatted(policy, path));
  }

  private static PolicyFiles.Loaded.Ok loaded(Path path) {
    return switch (PolicyFiles.load(List.of(path))) {
      case PolicyFiles.Loaded.Ok ok -> ok;
      case PolicyFiles.Loaded.Failed(var problems) -> throw new AssertionError(problems);
    };
  }

  private static List<Problem> problems(Path path) {
    return switch (PolicyFiles.load(List.of(path))) {
      case PolicyFiles.Loaded.Ok ok -> throw new AssertionError(ok);
      case PolicyFiles.Loaded.Failed(var problems) -> problems;
    };
  }
}
