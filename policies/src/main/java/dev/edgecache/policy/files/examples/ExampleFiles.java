package dev.edgecache.policy.files.examples;

import dev.edgecache.policy.explain.Example;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.keys.JsonSchema;
import dev.edgecache.yaml.keys.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads the files of examples that stand beside policy files. */
public final class ExampleFiles {

  private ExampleFiles() {}

  /**
   * The examples of some policies.
   *
   * @param examples those of all files that are right, in their order
   * @param problems what is wrong with the other files; none if all are right
   */
  public record Loaded(List<Example> examples, List<Problem> problems) {
    /** Copies the lists. */
    public Loaded {
      examples = List.copyOf(examples);
      problems = List.copyOf(problems);
    }
  }

  /** The examples beside these policy files; a policy need not have any. */
  public static Loaded beside(List<PolicyFile> policies) {
    List<Example> examples = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (PolicyFile policy : policies) {
      Path file = PolicyFiles.examplesOf(Path.of(policy.name()));
      if (Files.exists(file)) {
        switch (ExampleKeys.EXAMPLES.read(file)) {
          case ReadResult.Valid<List<Example>>(List<Example> found, var _) ->
              examples.addAll(found);
          case ReadResult.Invalid<List<Example>>(List<Problem> found) -> problems.addAll(found);
        }
      }
    }
    return new Loaded(examples, problems);
  }

  /** Reads examples from a text; {@code file} is its name in problems. */
  public static ReadResult<List<Example>> parse(String file, String text) {
    return ExampleKeys.EXAMPLES.parse(file, text);
  }

  /** The JSON Schema (2020-12) of files of examples. */
  public static String schema() {
    return JsonSchema.of(ExampleKeys.EXAMPLES, "urn:edge-cache:schema:examples");
  }

  /** The tables of all keys in Markdown, a section of the third level for each object. */
  public static String reference() {
    return Reference.of(ExampleKeys.EXAMPLES);
  }
}
