package dev.edgecache.cli.exit;

import java.util.ArrayList;
import java.util.List;

/** The end of a command that can't do what it was asked to. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final ArrayList<String> lines;

  /** An end with a code of {@link ExitCode} and lines that say why and what to do. */
  public CommandException(int exitCode, List<String> lines) {
    super(String.join("\n", lines));
    this.exitCode = exitCode;
    this.lines = new ArrayList<>(lines);
  }

  /** The lines as the end of a command that can't go on. */
  public static CommandException usage(List<String> lines) {
    return new CommandException(ExitCode.USAGE, lines);
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }
}
