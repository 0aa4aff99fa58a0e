package dev.edgecache.check;

import dev.edgecache.check.kill.KillRun;
import dev.edgecache.check.kill.KillVerdict;
import dev.edgecache.check.kill.Memory;
import dev.edgecache.cli.Subcommand;
import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code edge-cache kill-check}. */
@Command(
    name = "kill-check",
    description = {
      "Kills a server under load (kill -9), and looks for invalidations that it forgot.",
      "",
      "The server runs in a process of its own, with a folder for its log, in front of a replica"
          + " that lags. After each kill it is started again, and asked for every invalidation that"
          + " it had acknowledged and for what they are about. The last line tells what was found."
    },
    footer = {
      "  edge-cache kill-check",
      "  edge-cache kill-check --kills 10 --seed 7",
      "  edge-cache kill-check --kills 3 --forgetful"
    })
public final class KillCheckCommand implements Subcommand {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "100",
      description = "How often to kill it under load; default ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What the moments of the kills are drawn from; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--forgetful",
      description = "Give the server no folder for its log, to see that the check notices.")
  private boolean forgetful;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    KillRun run = run(out);
    Path folder = Files.createTempDirectory("edge-cache-kill-check-");
    KillVerdict verdict;
    try {
      verdict = run.verdict(folder);
    } finally {
      Folders.remove(folder);
    }
    verdict.violations().forEach(out::println);
    if (verdict.isVoid()) {
      out.println("void: nothing could have been lost, so that nothing is proved");
    }
    out.println(verdict.summary());
    out.flush();
    return verdict.holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private KillRun run(PrintWriter out) {
    try {
      return new KillRun(kills, forgetful ? Memory.IN_PROCESS : Memory.ON_DISK, seed, out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
