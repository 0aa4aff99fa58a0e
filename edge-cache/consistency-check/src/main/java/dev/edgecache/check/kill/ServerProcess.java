package dev.edgecache.check.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, which can be killed. */
final class ServerProcess implements AutoCloseable {

  /** The exit code of a process that was ended by SIGKILL, as the shell tells it. */
  private static final int KILLED = 137;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINES_KEPT = 30;
  private static final Pattern SERVES = Pattern.compile("Serving clients at (http://\\S+)");
  private static final Pattern ADMIN = Pattern.compile("Admin port at (http://\\S+)");

  private final Process process;
  private final CompletableFuture<URI> clients = new CompletableFuture<>();
  private final CompletableFuture<URI> admin = new CompletableFuture<>();
  private final Deque<String> lines = new ArrayDeque<>(); // guarded by itself

  private ServerProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /** Starts one, which serves a while later. */
  static ServerProcess start(Path configuration) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.edgecache.Main",
                "serve",
                "--config",
                configuration.toString())
            .redirectErrorStream(true);
    // By its log it tells where it serves.
    command.environment().put("EDGE_CACHE_LOG_LEVEL", "INFO");
    return new ServerProcess(command.start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.addLast(line);
          if (lines.size() > LINES_KEPT) {
            lines.removeFirst();
          }
        }
        complete(clients, SERVES.matcher(line));
        complete(admin, ADMIN.matcher(line));
      }
    } catch (IOException e) {
      // It was killed.
    }
    IOException ended = new IOException("the server has ended: " + lastLines());
    clients.completeExceptionally(ended);
    admin.completeExceptionally(ended);
  }

  private static void complete(CompletableFuture<URI> address, Matcher line) {
    if (line.find()) {
      address.complete(URI.create(line.group(1)));
    }
  }

  private String lastLines() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Where it serves; waits until it does. */
  URI clients() throws IOException, InterruptedException {
    return told(clients);
  }

  /** Where it takes invalidations; waits until it does. */
  URI admin() throws IOException, InterruptedException {
    return told(admin);
  }

  private URI told(CompletableFuture<URI> address) throws IOException, InterruptedException {
    try {
      return address.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not start: " + lastLines(), e);
    }
  }

  /**
   * Kills it with SIGKILL, and returns when it is gone.
   *
   * @throws IOException if it ended by itself
   */
  void kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the server was killed and still runs");
    }
    if (process.exitValue() != KILLED) {
      throw new IOException(
          "the server ended by itself with " + process.exitValue() + ": " + lastLines());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
