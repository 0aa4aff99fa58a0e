package dev.edgecache.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP. The Java platform has no supported way to handle signals; {@code
 * sun.misc.Signal} of the module {@code jdk.unsupported} is reached by reflection, since a use in
 * source is a warning that nothing suppresses.
 */
final class Hangup {

  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Runs the action on each SIGHUP, where the system has it. */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object run =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(action);
                    case "equals" -> false;
                    default -> "Hangup";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), run);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP can't be handled here ({}); reload by the admin port instead", e.toString());
    }
  }
}
