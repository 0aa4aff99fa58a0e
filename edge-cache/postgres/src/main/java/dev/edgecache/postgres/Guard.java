package dev.edgecache.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * A small process that outlives this one, however this one ends: it then stops the servers of a
 * folder and removes the folder. It notices by the end of its standard input.
 */
final class Guard implements AutoCloseable {

  /** The pattern finds servers by the folder in their command line, and not this search itself. */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      read -r end
      while servers=$(grep -ls "[/]${1#/}/" /proc/[0-9]*/cmdline | cut -d / -f 3); [ "$servers" ]; do
        kill -QUIT $servers
        sleep 0.05
      done
      rm -rf "$1"
      """;

  private final Process process;

  private Guard(Process process) {
    this.process = process;
  }

  static Guard of(Path folder) throws IOException {
    return new Guard(
        new ProcessBuilder("sh", "-c", SCRIPT, "edge-cache-postgres-guard", folder.toString())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start());
  }

  /** Returns once nothing is left. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
