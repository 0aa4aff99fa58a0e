package dev.edgecache.cli.cloudfront;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The group of commands about CloudFront. */
@Command(
    name = "cloudfront",
    description = "Makes the CloudFront configuration of policies, and looks after distributions.",
    synopsisSubcommandLabel = "COMMAND")
public final class CloudFrontCommand {

  private CloudFrontCommand() {}

  /** The group with its commands. */
  public static CommandLine create() {
    CommandLine cloudFront = new CommandLine(new CloudFrontCommand());
    cloudFront.addSubcommand(new RenderCommand());
    cloudFront.addSubcommand(new DiffCommand());
    cloudFront.addSubcommand(new DoctorCommand());
    cloudFront.addSubcommand(new ApplyCommand());
    return cloudFront;
  }
}
