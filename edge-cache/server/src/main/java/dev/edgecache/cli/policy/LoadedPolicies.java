package dev.edgecache.cli.policy;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The policy files that a command line names. */
public final class LoadedPolicies {

  private LoadedPolicies() {}

  /** Ends the command if one of the paths does not exist. */
  static void requireExisting(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw CommandException.usage(
            List.of("edge-cache: path: " + path + " (expected: a file or folder that exists)"));
      }
    }
  }

  /** The policies; ends the command with all problems if a file is wrong. */
  public static PolicyFiles.Loaded.Ok from(List<Path> paths) {
    requireExisting(paths);
    return switch (PolicyFiles.load(paths)) {
      case PolicyFiles.Loaded.Ok loaded -> loaded;
      case PolicyFiles.Loaded.Failed(List<Problem> problems) ->
          throw CommandException.usage(problems.stream().map(Problem::toString).toList());
    };
  }
}
