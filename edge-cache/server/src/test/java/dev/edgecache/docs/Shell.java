package dev.edgecache.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;

/** A bash that runs commands one after the other, as a reader of the documentation would. */
final class Shell implements AutoCloseable {

  private static final String END = "--- end of this step";

  private final Process bash;
  private final Writer commands;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * A shell that begins in a folder.
   *
   * @param errors the file that takes what commands write to standard error
   */
  Shell(Path folder, Map<String, String> environment, Path errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc");
    builder.directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    bash = builder.start();
    commands = bash.outputWriter(UTF_8);
    Thread.ofVirtual().start(this::collect);
  }

  private void collect() {
    try (BufferedReader output = bash.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException closed) {
      lines.add(closed.toString());
    }
  }

  /**
   * Runs commands, and returns what they wrote to standard output, without line breaks at its end.
   *
   * @throws TimeoutException if they do not end in time
   */
  String run(String text, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    commands.write(text + "\nprintf '\\n%s\\n' '" + END + "'\n");
    commands.flush();
    long end = System.nanoTime() + limit.toNanos();
    StringBuilder output = new StringBuilder();
    while (true) {
      String line = lines.poll((end - System.nanoTime()) / 1_000_000, MILLISECONDS);
      if (line == null) {
        throw new TimeoutException("not done within " + limit + ": " + text + "\n" + output);
      }
      if (line.equals(END)) {
        return output.toString().stripTrailing();
      }
      output.append(line).append('\n');
    }
  }

  /** Ends the shell and everything that it began. */
  @Override
  public void close() {
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
  }
}
