package dev.edgecache.cli;

import picocli.CommandLine.Command;

/** The group of commands about policies. */
@Command(
    name = "policy",
    description = "Checks, tests and explains policy files.",
    synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {}
