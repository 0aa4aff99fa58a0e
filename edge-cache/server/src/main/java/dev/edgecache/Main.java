package dev.edgecache;

import dev.edgecache.cli.Commands;

/** The entry point of the command line. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Commands.create(EdgeCache::start).execute(args));
  }
}
