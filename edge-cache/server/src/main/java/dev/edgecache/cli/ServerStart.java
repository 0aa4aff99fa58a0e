package dev.edgecache.cli;

import dev.edgecache.config.Configuration;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.serve.listen.ListenerException;
import java.io.IOException;

/** The start of a server. */
@FunctionalInterface
public interface ServerStart {

  /**
   * Starts a server that takes requests when this returns.
   *
   * @throws PolicyLoadException if a policy is wrong
   * @throws ListenerException if a listener can't be opened
   * @throws IOException if anything else of the system is not to be had, such as the admin port
   */
  RunningServer start(Configuration configuration)
      throws PolicyLoadException, ListenerException, IOException;
}
