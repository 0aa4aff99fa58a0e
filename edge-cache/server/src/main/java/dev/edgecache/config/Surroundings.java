package dev.edgecache.config;

import dev.edgecache.yaml.keys.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file refers to but does not hold.
 *
 * @param folder the folder of the file, from which relative paths lead on
 * @param environment the environment variables
 * @param heap the bytes of the largest heap
 */
public record Surroundings(Path folder, Map<String, String> environment, long heap) {

  /** Copies the map. */
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process and of a configuration file. */
  public static Surroundings of(Path file) {
    return new Surroundings(
        Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/")),
        System.getenv(),
        Runtime.getRuntime().maxMemory());
  }

  Path existing(String path) {
    Path resolved = folder.resolve(path).normalize();
    if (!Files.exists(resolved)) {
      throw new IllegalArgumentException(
          "value: " + path + " (expected: a path that exists; there is no " + resolved + ")");
    }
    return resolved;
  }

  /** The secret itself; messages name only where it is kept. */
  String reveal(SecretReference reference) {
    return switch (reference) {
      case SecretReference.Environment(String variable) ->
          usable("environment variable " + variable, environment.getOrDefault(variable, ""));
      case SecretReference.File(String path) -> usable("file " + path, content(existing(path)));
    };
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "file: " + file + " can't be read (expected: a readable file in UTF-8)", e);
    }
  }

  private static String usable(String place, String secret) {
    if (secret.isEmpty()) {
      throw new IllegalArgumentException(
          "value: " + place + " is empty or not set (expected: the secret)");
    }
    if (secret.chars().anyMatch(character -> character < ' ' || character > '~')) {
      throw new IllegalArgumentException(
          "value: " + place + " holds other characters (expected: one line of visible ASCII)");
    }
    return secret;
  }
}
