package dev.edgecache.cli;

import dev.edgecache.cli.exit.ExitCode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which version this is. */
@Command(
    name = "version",
    description = "Says which version of edge-cache and of Java this is.",
    footer = {"  edge-cache version"})
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Override
  public Integer call() {
    String version =
        Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
            .orElse("development");
    spec.commandLine().getOut().println("edge-cache " + version + " on Java " + Runtime.version());
    return ExitCode.OK;
  }
}
