package dev.edgecache.cli.cloudfront;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.compare.Doctor;
import dev.edgecache.cloudfront.compare.Doctor.Complaint;
import dev.edgecache.cloudfront.model.DistributionModel;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what in a distribution breaks the promises of policies. */
@Command(
    name = "doctor",
    description = {
      "Says what in a distribution breaks the promises of the policies, and what to do.",
      "Others may have made the distribution. It reads, and changes nothing. It fails if it finds"
          + " something."
    },
    footer = {"  edge-cache cloudfront doctor --distribution E2EXAMPLE --policies policies/shop"})
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Mixin private WantedOptions wanted = new WantedOptions();

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(names = "--json", description = "Prints JSON in place of lines.")
  private boolean json;

  @Override
  public Integer call() {
    DistributionModel model = wanted.model(spec.commandLine().getErr());
    List<Complaint> complaints =
        live.talk((distributions, id) -> Doctor.examine(model, distributions.read(id)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(LiveOptions.json(json(complaints)));
    } else {
      complaints.forEach(
          complaint -> {
            out.println(complaint.subject() + ": " + complaint.problem());
            out.println("    fix: " + complaint.fix());
          });
      out.println(complaints.size() + " findings");
    }
    return complaints.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static ObjectNode json(List<Complaint> complaints) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode array = document.putArray("findings");
    for (Complaint complaint : complaints) {
      array
          .addObject()
          .put("subject", complaint.subject())
          .put("problem", complaint.problem())
          .put("fix", complaint.fix());
    }
    return document;
  }
}
