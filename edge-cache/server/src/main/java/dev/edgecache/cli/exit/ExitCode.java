package dev.edgecache.cli.exit;

import java.util.List;

/** What a command tells the shell when it ends. */
public final class ExitCode {

  /** All is well. */
  public static final int OK = 0;

  /** A check found something, or a running server did not do what it was asked. */
  public static final int CHECK_FAILED = 1;

  /** The command line, the configuration or a policy is wrong. */
  public static final int USAGE = 2;

  /** The server could not start: a port is taken, a certificate can't be read. */
  public static final int NOT_STARTED = 3;

  /** A fault of this program. */
  public static final int INTERNAL = 70;

  /** The codes with what they mean, each {@code code:meaning}. */
  public static final List<String> HELP =
      List.of(
          "0:all is well",
          "1:a check found something, or a running server did not do what it was asked",
          "2:the command line, the configuration or a policy is wrong",
          "3:the server could not start, for instance because a port is taken",
          "70:a fault of this program; the message above it is worth a report",
          "130, 143:stopped by Ctrl-C or SIGTERM, after answers under way were finished");

  private ExitCode() {}
}
