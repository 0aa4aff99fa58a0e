package dev.edgecache.cli;

import dev.edgecache.cli.cloudfront.CloudFrontCommand;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cli.policy.PolicyCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code edge-cache} with all its commands. */
@Command(
    name = "edge-cache",
    description = "An API response cache that stays truthful in front of lagging replicas.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND")
public final class Commands {

  private Commands() {}

  /**
   * The command line; those of other modules are found by {@link ServiceLoader}.
   *
   * @param start starts the server of {@code serve}
   */
  public static CommandLine create(ServerStart start) {
    CommandLine root = new CommandLine(new Commands());
    root.addSubcommand(new ServeCommand(start));
    root.addSubcommand(new PurgeCommand(PurgeCommand::atTerminal));
    root.addSubcommand(new InvalidationsCommand());
    root.addSubcommand(new PromoteCommand());
    root.addSubcommand(PolicyCommand.create());
    root.addSubcommand(cloudFront());
    for (Subcommand command : ServiceLoader.load(Subcommand.class)) {
      root.addSubcommand(command);
    }
    root.addSubcommand(new VersionCommand());
    root.addSubcommand(new RehearseCommand(start));
    describe(root);
    root.setParameterExceptionHandler(Commands::wrongUsage);
    root.setExecutionExceptionHandler(Commands::failed);
    return root;
  }

  private static CommandLine cloudFront() {
    CommandLine group = CloudFrontCommand.create();
    RunningCloudFront.addTo(group);
    return group;
  }

  /** Gives every command help, an error for a missing subcommand, and the exit codes. */
  private static void describe(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    Map<String, String> codes = new LinkedHashMap<>();
    ExitCode.HELP.stream()
        .map(line -> line.split(":", 2))
        .forEach(line -> codes.put(line[0], line[1]));
    usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    usage.optionListHeading("%nOptions:%n").commandListHeading("%nCommands:%n");
    usage.parameterListHeading("%n");
    if (usage.footer().length > 0) {
      usage.footerHeading("%nExamples:%n");
    }
    command.getSubcommands().values().forEach(Commands::describe);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("edge-cache: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof CommandException expected) {
      expected.lines().forEach(err::println);
      return expected.exitCode();
    }
    err.println("edge-cache: a fault of this program:");
    e.printStackTrace(err);
    return ExitCode.INTERNAL;
  }
}
