package dev.edgecache.sources;

/**
 * A feed of messages that runs from its start until it is closed. It goes on by itself after
 * failures, with pauses that grow, and never gives up.
 */
public interface Source extends AutoCloseable {

  /** Its name in the configuration. */
  String name();

  /** Begins to receive; returns at once. */
  void start();

  /** How it is. */
  SourceStatus status();

  /** Ends it; what it received and did not acknowledge comes again. */
  @Override
  void close();
}
