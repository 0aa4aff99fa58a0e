package dev.edgecache.cli;

import dev.edgecache.admin.PolicyStatus;
import java.net.InetSocketAddress;
import java.util.List;

/** A server that has started. */
public interface RunningServer extends AutoCloseable {

  /** What it does where, a line for each listener. */
  List<String> description();

  /** The addresses at which clients are served. */
  List<InetSocketAddress> addresses();

  /** Loads the policies again; the old ones stay in force if the new ones are wrong. */
  PolicyStatus reload();

  /** Takes no new connections, finishes what is under way within the deadline, and ends. */
  @Override
  void close();
}
