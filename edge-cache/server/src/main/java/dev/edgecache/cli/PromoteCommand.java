package dev.edgecache.cli;

import dev.edgecache.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves the writes of a running server to its local origin, or back. */
@Command(
    name = "promote",
    description = {
      "Tells a running server that the local origin takes writes from now on.",
      "Nothing is sent to the primary any more, until --undo. Promote the local database first."
    },
    footer = {
      "  edge-cache promote --config edge-cache.yaml",
      "  edge-cache promote --config edge-cache.yaml --undo"
    })
final class PromoteCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AdminPort admin = new AdminPort();

  @Option(names = "--undo", description = "Moves writes back to the primary.")
  private boolean undo;

  @Override
  public Integer call() throws InterruptedException {
    AdminPort.Answer answer = admin.post(undo ? "/promote/undo" : "/promote");
    if (answer.status() != 200) {
      throw answer.refusal();
    }
    spec.commandLine().getOut().println(answer.json("writes").toPrettyString());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
