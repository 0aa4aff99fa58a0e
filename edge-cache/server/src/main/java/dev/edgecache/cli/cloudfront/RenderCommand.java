package dev.edgecache.cli.cloudfront;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.render.CloudFormationJson;
import dev.edgecache.cloudfront.render.Document;
import dev.edgecache.cloudfront.render.Extent;
import dev.edgecache.cloudfront.render.ProviderVersion;
import dev.edgecache.cloudfront.render.TerraformJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the CloudFront configuration of policies. */
@Command(
    name = "render",
    description = {
      "Prints the CloudFront configuration of policies as one JSON document.",
      "That is policies and ordered behaviours to include, or a whole distribution. Messages go to"
          + " the standard error."
    },
    footer = {
      "  edge-cache cloudfront render --policies policies/shop >edge-cache/main.tf.json",
      "  edge-cache cloudfront render --format cloudformation --whole --policies policies/shop \\",
      "      --host api.shop.example --origin edge.shop.example"
    })
final class RenderCommand implements Callable<Integer> {

  /** The languages of infrastructure as code. */
  enum Format {
    terraform,
    cloudformation
  }

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Mixin private WantedOptions wanted = new WantedOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
  private Format format = Format.terraform;

  @Option(
      names = "--provider-version",
      paramLabel = "VERSION",
      description = "The version of Terraform's provider hashicorp/aws; 6.46.0 if not given.")
  private String providerVersion = ProviderVersion.WITH_TAGS.toString();

  @Option(
      names = "--whole",
      description = "Prints a distribution of its own; needs --host and --origin.")
  private boolean whole;

  @Override
  public Integer call() {
    if (whole && !(wanted.nameHosts() && wanted.nameOrigin())) {
      throw CommandException.usage(
          List.of("edge-cache: --whole: without --host or --origin (expected: with both)"));
    }
    PrintWriter err = spec.commandLine().getErr();
    Document document = rendered(wanted.model(err), whole ? Extent.WHOLE : Extent.FRAGMENTS);
    document.notes().forEach(note -> err.println("note: " + note));
    err.flush();
    PrintWriter out = spec.commandLine().getOut();
    out.print(document.json());
    out.flush();
    return ExitCode.OK;
  }

  private Document rendered(DistributionModel model, Extent extent) {
    return switch (format) {
      case terraform -> TerraformJson.of(model, extent, provider());
      case cloudformation -> CloudFormationJson.of(model, extent);
    };
  }

  private ProviderVersion provider() {
    try {
      return ProviderVersion.parse(providerVersion);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(List.of("edge-cache: " + e.getMessage()));
    }
  }
}
