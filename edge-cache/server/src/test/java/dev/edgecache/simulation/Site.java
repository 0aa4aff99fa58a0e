package dev.edgecache.simulation;

import dev.edgecache.invalidation.log.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place where one proxy runs after the other: what outlives them, and what was promised there.
 */
final class Site {

  final String name;
  final DiskJournal journal = new DiskJournal();

  /** What was acknowledged here, in that order. */
  final List<Acknowledged> acknowledged = new ArrayList<>();

  private final Set<String> ids = new HashSet<>();
  private final Map<Integer, Commit> unfenced = new HashMap<>();
  private Optional<Node> node = Optional.empty();

  /** An invalidation that is promised. */
  record Acknowledged(Event event, Entry entry) {}

  Site(String name) {
    this.name = name;
  }

  Optional<Node> node() {
    return node;
  }

  void begins(Node next) {
    node = Optional.of(next);
  }

  /** The proxy ends, and with it what it promised without having written it. */
  void crash() {
    node.ifPresent(Node::end);
    node = Optional.empty();
    unfenced.clear();
    acknowledged.removeIf(promise -> !journal.holds(promise.event().id()));
    ids.removeIf(id -> !journal.holds(id));
  }

  boolean hasAcknowledged(Event event) {
    return ids.contains(event.id());
  }

  void acknowledges(Event event, Entry entry) {
    if (ids.add(event.id())) {
      acknowledged.add(new Acknowledged(event, entry));
    }
  }

  /** What a cache shows that only removes what is invalidated, and else asks a replica. */
  Commit unfenced(int key, Server replica) {
    return unfenced.computeIfAbsent(key, replica::read);
  }

  void removeUnfenced(Event event) {
    unfenced.values().removeIf(event::concerns);
  }
}
