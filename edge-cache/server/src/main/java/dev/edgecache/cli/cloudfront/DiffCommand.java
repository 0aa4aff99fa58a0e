package dev.edgecache.cli.cloudfront;

import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.compare.Difference;
import dev.edgecache.cloudfront.compare.Differences;
import dev.edgecache.cloudfront.model.DistributionModel;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says in what a distribution differs from what the policies want. */
@Command(
    name = "diff",
    description = {
      "Says in what a distribution differs from what the policies want.",
      "It reads, and changes nothing. It fails if something differs."
    },
    footer = {
      "  edge-cache cloudfront diff --distribution E2EXAMPLE --policies policies/shop",
      "  edge-cache cloudfront diff --json --distribution E2EXAMPLE --policies policies/shop"
    })
final class DiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Mixin private WantedOptions wanted = new WantedOptions();

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(names = "--json", description = "Prints JSON in place of a table.")
  private boolean json;

  @Override
  public Integer call() {
    DistributionModel model = wanted.model(spec.commandLine().getErr());
    List<Difference> differences =
        live.talk((distributions, id) -> Differences.between(model, distributions.read(id)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(LiveOptions.json(DifferenceTable.json(differences)));
    } else if (differences.isEmpty()) {
      out.println("no differences");
    } else {
      DifferenceTable.lines(differences).forEach(out::println);
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
