package dev.edgecache.check.history;

import dev.edgecache.check.history.Violation.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check that a session sees its own writes (I2), by whatever path, and by each path never an
 * older version than it has seen by it (I3). A session begins with its first write.
 */
final class Order {

  private final Map<Place, OwnWrite> own = new HashMap<>();
  private final Map<Path, Read> seen = new HashMap<>();
  private final Map<Client, OwnWrite> begun = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private record Place(Client session, int key) {}

  private record Path(Client session, Route route, int key) {}

  private Order() {}

  /** The answers that break either promise. */
  static List<Violation> violations(History history) {
    Order order = new Order();
    int next = 0;
    for (Read read : history.reads()) {
      for (; next < history.ownWrites().size(); next++) {
        OwnWrite write = history.ownWrites().get(next);
        if (write.at() >= read.begin()) {
          break;
        }
        order.add(write);
      }
      order.add(read);
    }
    return order.violations;
  }

  private void add(OwnWrite write) {
    begun.putIfAbsent(write.session(), write);
    own.merge(
        new Place(write.session(), write.key()),
        write,
        (one, other) -> one.version() >= other.version() ? one : other);
  }

  private void add(Read read) {
    if (!begun.containsKey(read.client())) {
      return;
    }
    Place place = new Place(read.client(), read.key());
    Optional.ofNullable(own.get(place))
        .filter(write -> write.version() > read.version())
        .ifPresent(write -> report(Promise.READ_YOUR_WRITES, read, write.version(), write));
    Path path = new Path(read.client(), read.route(), read.key());
    Optional.ofNullable(seen.get(path))
        .filter(earlier -> earlier.version() > read.version())
        .ifPresent(earlier -> report(Promise.MONOTONIC_READS, read, earlier.version(), earlier));
    seen.merge(path, read, (one, other) -> one.version() >= other.version() ? one : other);
  }

  private void report(Promise promise, Read read, long demanded, Record because) {
    violations.add(new Violation(promise, read, demanded, List.of(because)));
  }
}
