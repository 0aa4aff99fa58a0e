package dev.edgecache.cli;

import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.yaml.Problem;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads policy files and says all that is wrong with them. */
@Command(
    name = "check",
    description = "Reads policy files and tells all that is wrong with them, by file and line.",
    footer = {"  edge-cache policy check policies/shop/"})
final class PolicyCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Policy files, or folders that hold them.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() {
    requireExisting(paths);
    PrintWriter out = spec.commandLine().getOut();
    return switch (PolicyFiles.load(paths)) {
      case PolicyFiles.Loaded.Ok(_, var files) -> {
        out.println(files.size() + " files are right");
        yield ExitCode.OK;
      }
      case PolicyFiles.Loaded.Failed(List<Problem> problems) -> {
        problems.forEach(out::println);
        out.println(problems.size() + " problems");
        yield ExitCode.CHECK_FAILED;
      }
    };
  }

  static void requireExisting(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw Commands.usage(
            List.of("edge-cache: path: " + path + " (expected: a file or folder that exists)"));
      }
    }
  }
}
