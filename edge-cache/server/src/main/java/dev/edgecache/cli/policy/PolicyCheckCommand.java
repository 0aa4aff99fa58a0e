package dev.edgecache.cli.policy;

import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.files.lint.Finding;
import dev.edgecache.policy.files.lint.Lint;
import dev.edgecache.yaml.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads policy files and says all that is wrong with them. */
@Command(
    name = "check",
    description = {
      "Reads policy files and tells all that is wrong with them, by file and line, with a fix.",
      "Each rule has a stable id, described in docs/lint.md."
    },
    footer = {"  edge-cache policy check policies/shop/"})
final class PolicyCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Policy files, or folders that hold them.")
  private List<Path> paths = List.of();

  @Option(names = "--strict", description = "Fails on warnings too, not only on errors.")
  private boolean strict;

  @Override
  public Integer call() {
    LoadedPolicies.requireExisting(paths);
    PrintWriter out = spec.commandLine().getOut();
    return switch (PolicyFiles.load(paths)) {
      case PolicyFiles.Loaded.Ok(_, var files) -> linted(files, out);
      case PolicyFiles.Loaded.Failed(List<Problem> problems) -> {
        problems.forEach(out::println);
        out.println(problems.size() + " problems");
        yield ExitCode.CHECK_FAILED;
      }
    };
  }

  private int linted(List<PolicyFile> files, PrintWriter out) {
    List<Finding> findings = Lint.check(files);
    for (Finding finding : findings) {
      out.println(finding);
      out.println("    fix: " + finding.rule().fix());
    }
    out.println(files.size() + " files, " + findings.size() + " findings; see docs/lint.md");
    return findings.stream().anyMatch(this::fails) ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private boolean fails(Finding finding) {
    return switch (finding.rule().severity()) {
      case ERROR -> true;
      case WARNING -> strict;
      case ADVICE -> false;
    };
  }
}
