package dev.edgecache.serve.record;

/**
 * The receiver of what is told of finished requests of one route.
 *
 * <p>It is called on I/O threads: it must not block, and must not throw.
 */
@FunctionalInterface
public interface RequestObserver {

  /** An observer that tells nobody. */
  RequestObserver NONE = record -> {};

  /** Called once when a request is over, whatever its end. */
  void completed(RequestRecord record);

  /** An observer that tells this one, then the other. */
  default RequestObserver and(RequestObserver other) {
    return record -> {
      completed(record);
      other.completed(record);
    };
  }

  /** The observers of all routes; asked once for each route when rules are loaded. */
  @FunctionalInterface
  interface PerRoute {

    /** The observer of the route of that id; the same for the same id. */
    RequestObserver of(String routeId);
  }
}
