package dev.edgecache.config;

import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration file in a folder that holds the files it may refer to. */
record WrittenConfiguration(Path folder) {

  /** The heap that shares of memory are shares of. */
  static final long HEAP = 1L << 30;

  /** The least that a file must say. */
  static final String LEAST =
      """
      listen: 127.0.0.1:8080
      policies: policies/
      origins:
        local: { url: "http://127.0.0.1:9000" }
      """;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ORIGIN_KEY",
          "the origin's key",
          "TOKEN",
          "0123456789abcdef",
          "SHORT",
          "short",
          "ORIGIN_KEY_24",
          "another secret, long enough");

  static WrittenConfiguration in(Path folder) {
    try {
      Files.createDirectories(folder.resolve("policies"));
      for (String pem : List.of("server.pem", "server.key", "client.pem", "client.key", "ca.pem")) {
        Files.writeString(folder.resolve(pem), "PEM");
      }
      Files.writeString(folder.resolve("token"), "  0123456789abcdef\n");
      Files.writeString(folder.resolve("secret"), "a secret of enough length");
      Files.writeString(folder.resolve("lines"), "0123456789abcdef\nsecond");
      return new WrittenConfiguration(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The least file with the lines in place of those of the same key, else after it. */
  static String with(String lines) {
    String key = lines.substring(0, lines.indexOf(':') + 1);
    return switch (key) {
      case "listen:" -> LEAST.replace("listen: 127.0.0.1:8080", lines);
      case "policies:" -> LEAST.replace("policies: policies/", lines);
      case "origins:" -> LEAST.substring(0, LEAST.indexOf("origins:")) + lines + "\n";
      default -> LEAST + lines + "\n";
    };
  }

  Path path() {
    return folder.resolve("edge-cache.yaml");
  }

  Configuration valid(String yaml) {
    return valid(read(yaml));
  }

  static Configuration valid(ReadResult<Configuration> result) {
    return switch (result) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(List<Problem> problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  List<Problem> problems(String yaml) {
    return switch (read(yaml)) {
      case ReadResult.Valid<Configuration> valid ->
          throw new AssertionError("valid: " + valid.value());
      case ReadResult.Invalid<Configuration>(List<Problem> problems) -> problems;
    };
  }

  private ReadResult<Configuration> read(String yaml) {
    try {
      Files.writeString(path(), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ConfigurationFile.read(path(), new Surroundings(folder, ENVIRONMENT, HEAP));
  }
}
