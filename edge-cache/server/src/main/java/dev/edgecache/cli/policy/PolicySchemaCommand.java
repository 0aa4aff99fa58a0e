package dev.edgecache.cli.policy;

import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.policy.files.PolicySchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of a kind of file, for editors. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of policy files, so that an editor completes and checks.",
    footer = {
      "  edge-cache policy schema > policy.schema.json",
      "  # then, as the first line of a policy file:",
      "  # yaml-language-server: $$schema=policy.schema.json"
    })
final class PolicySchemaCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Option(names = "--config", description = "Prints the schema of edge-cache.yaml instead.")
  private boolean config;

  @Override
  public Integer call() {
    String schema = config ? ConfigurationFile.jsonSchema() : PolicySchema.json();
    spec.commandLine().getOut().print(schema);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
