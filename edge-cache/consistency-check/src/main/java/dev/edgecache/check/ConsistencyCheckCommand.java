package dev.edgecache.check;

import dev.edgecache.check.history.History;
import dev.edgecache.check.history.Verdict;
import dev.edgecache.check.record.HistoryFile;
import dev.edgecache.check.world.Protection;
import dev.edgecache.cli.Subcommand;
import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code edge-cache consistency-check}. */
@Command(
    name = "consistency-check",
    description = {
      "Looks for stale answers on a real PostgreSQL primary and two standbys that lag.",
      "",
      "Two proxies get every invalidation, readers and sessions ask both, writers write, and"
          + " standbys, origins and proxies fail meanwhile. Every answer is then compared with what"
          + " had been acknowledged before it was asked for. The last line tells what was found."
    },
    footer = {
      "  edge-cache consistency-check",
      "  edge-cache consistency-check --reads 50000 --minutes 1",
      "  edge-cache consistency-check --unfenced --minutes 1"
    })
public final class ConsistencyCheckCommand implements Subcommand {

  private static final int MOST_SHOWN = 5;

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many answers to judge; default ${DEFAULT-VALUE}.")
  private long reads;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description =
          "How long to ask at most, such as 0.5; fewer answers are judged then. Default"
              + " ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Reads a second, about; default ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--unfenced",
      description =
          "Tell the proxies nothing of replicas, so that an invalidation removes what is stored and"
              + " no more, as in other caches.")
  private boolean unfenced;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same requests and troubles; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Where all that happened goes, a line of JSON for each event.")
  private Optional<Path> historyFile = Optional.empty();

  @Override
  public Integer call() throws IOException, SQLException {
    PrintWriter out = spec.commandLine().getOut();
    Scenario scenario = scenario();
    Path folder = Files.createTempDirectory("edge-cache-consistency-check-");
    History history;
    try {
      history = new CheckRun(scenario, out).history(folder);
    } finally {
      Folders.remove(folder);
    }
    if (historyFile.isPresent()) {
      HistoryFile.write(historyFile.get(), history);
    }
    Verdict verdict = Verdict.of(history);
    verdict.violations().stream()
        .limit(MOST_SHOWN)
        .forEach(violation -> out.println(violation.text()));
    if (verdict.isVoid()) {
      out.println("void: no answer could have been stale, so that nothing is proved");
    }
    out.println(verdict.summary());
    out.flush();
    return verdict.holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private Scenario scenario() {
    try {
      return new Scenario(
          reads,
          Duration.ofMillis((long) (minutes * 60_000)),
          rate,
          unfenced ? Protection.NONE : Protection.FLOORS,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
