package dev.edgecache.check.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration and the policy of the server, as an operator would write them. */
final class ServerFiles {

  private static final String POLICY =
      """
      policy: items
      routes:
        - name: item
          path: /items/{id}
          cache: { fresh: 1h }
          key: { query: [] }
          tags: ["item:{id}"]
          refill: { wait: 5ms }
      """;

  @SuppressWarnings("InlineFormatString") // A page of its own reads better
  private static final String CONFIGURATION =
      """
      listen: 127.0.0.1:0
      admin: 127.0.0.1:0
      policies: policy.yaml
      memory: 32MiB
      drain: 1s
      origins:
        local: { url: "%1$s", path-prefix: /replica }
        primary: { url: "%1$s", path-prefix: /primary }
        fallback: { concurrent: 1000 }
      positions:
        http:
          primary: "%1$s/position/primary"
          replicas: { eu: "%1$s/position/replica" }
        poll: 20ms
        poll-primary: 20ms
      """;

  private ServerFiles() {}

  /**
   * Writes them into a folder.
   *
   * @param services the URL of what shows the catalogue
   * @return the configuration file
   */
  static Path write(Path folder, String services, Memory memory) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String data =
        switch (memory) {
          case ON_DISK -> "data: data\n";
          case IN_PROCESS -> "";
        };
    return Files.writeString(
        folder.resolve("edge-cache.yaml"), CONFIGURATION.formatted(services) + data);
  }
}
