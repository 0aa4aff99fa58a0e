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

/** Makes a distribution what the policies want. */
@Command(
    name = "apply",
    description = {
      "Makes a distribution what the policies want, and leaves the rest of it as it is.",
      "Without --yes-change-it it only says what it would change. Where Terraform or CloudFormation"
          + " describe the distribution, change it there: they would undo this."
    },
    footer = {
      "  edge-cache cloudfront apply --distribution E2EXAMPLE --policies policies/shop \\",
      "      --yes-change-it"
    })
final class ApplyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Mixin private WantedOptions wanted = new WantedOptions();

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(names = "--yes-change-it", description = "Changes the distribution.")
  private boolean change;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DistributionModel model = wanted.model(spec.commandLine().getErr());
    List<Difference> differences =
        live.talk((distributions, id) -> Differences.between(model, distributions.read(id)));
    if (differences.isEmpty()) {
      out.println("nothing to change");
      return ExitCode.OK;
    }
    DifferenceTable.lines(differences).forEach(out::println);
    if (!change) {
      out.println("nothing was changed; --yes-change-it does");
      return ExitCode.CHECK_FAILED;
    }
    live.talk(
        (distributions, id) -> {
          distributions.apply(model, id);
          return id;
        });
    out.println("changed; CloudFront takes some minutes to roll it out");
    return ExitCode.OK;
  }
}
