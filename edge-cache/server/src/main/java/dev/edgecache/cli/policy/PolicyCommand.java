package dev.edgecache.cli.policy;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The group of commands about policies. */
@Command(
    name = "policy",
    description = "Checks, tests and explains policy files.",
    synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand {

  private PolicyCommand() {}

  /** The group with its commands. */
  public static CommandLine create() {
    CommandLine policy = new CommandLine(new PolicyCommand());
    policy.addSubcommand(new PolicyCheckCommand());
    policy.addSubcommand(new PolicyExplainCommand());
    policy.addSubcommand(new PolicyTestCommand());
    policy.addSubcommand(new PolicySchemaCommand());
    return policy;
  }
}
