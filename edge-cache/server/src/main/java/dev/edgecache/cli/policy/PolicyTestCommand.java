package dev.edgecache.cli.policy;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.policy.explain.ExampleRun;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.files.examples.ExampleFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the examples that stand beside policy files. */
@Command(
    name = "test",
    description = {
      "Runs the examples that stand beside policy files, by the code that serves.",
      "The examples of catalog.yaml are in catalog.examples.yaml."
    },
    footer = {"  edge-cache policy test policies/shop/"})
final class PolicyTestCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Policy files, or folders that hold them.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() {
    PolicyFiles.Loaded.Ok policies = LoadedPolicies.from(paths);
    ExampleFiles.Loaded examples = ExampleFiles.beside(policies.files());
    if (!examples.problems().isEmpty()) {
      throw CommandException.usage(examples.problems().stream().map(Object::toString).toList());
    }
    if (examples.examples().isEmpty()) {
      throw CommandException.usage(
          List.of("edge-cache: examples: none (expected: a NAME.examples.yaml beside a policy)"));
    }
    Instant now = InstantSource.system().instant();
    List<ExampleRun> runs =
        examples.examples().stream()
            .map(example -> ExampleRun.of(policies.set(), example, now))
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    runs.forEach(run -> out.print(run.text()));
    long failed = runs.stream().filter(run -> !run.holds()).count();
    out.println(runs.size() - failed + " examples hold, " + failed + " fail");
    return failed == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
