package dev.edgecache.yaml.keys;

import static dev.edgecache.yaml.keys.Types.text;

import java.util.Optional;

/** Where a secret is kept; a configuration file never holds the secret itself. */
public sealed interface SecretReference {

  /** In an environment variable of this name. */
  record Environment(String variable) implements SecretReference {}

  /** In the file at this path; surrounding whitespace does not belong to the secret. */
  record File(String path) implements SecretReference {}

  /** How files write it: {@code { env: NAME }} or {@code { file: path }}. */
  ObjectType<SecretReference> TYPE =
      ObjectType.<SecretReference>of(
              "secret",
              "A secret, named by where it is kept.",
              keys -> {
                var env =
                    keys.key(
                            "env",
                            text("variable", "the name of a variable", "[A-Za-z_][A-Za-z0-9_]*"),
                            "The environment variable that holds the secret.")
                        .example("API_TOKEN")
                        .optional();
                var file =
                    keys.key("file", text(), "The path of a file that holds nothing else.")
                        .example("/run/secrets/api-token")
                        .optional();
                keys.exactlyOne(env, file);
                return values -> from(values.get(env), values.get(file));
              })
          .insteadOfText("keep secrets out of this file: write { env: NAME } or { file: path }");

  private static SecretReference from(Optional<String> variable, Optional<String> path) {
    return variable
        .<SecretReference>map(Environment::new)
        .or(() -> path.map(File::new))
        .orElseThrow(() -> new IllegalArgumentException("keys: none (expected: env or file)"));
  }
}
