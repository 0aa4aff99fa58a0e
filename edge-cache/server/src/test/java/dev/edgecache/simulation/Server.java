package dev.edgecache.simulation;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A database server: what it has of the log of commits, and what of that it shows. */
final class Server {

  final String name;
  final List<Commit> log = new ArrayList<>();

  /** Commits in the log that are not visible yet; of a primary alone. */
  final Set<Commit> hidden = new HashSet<>();

  Lineage lineage;
  Reading.Role role;
  Duration lag = Duration.ZERO;
  boolean up = true;
  boolean paused;
  boolean silent;

  Server(String name, Lineage lineage, Reading.Role role) {
    this.name = name;
    this.lineage = lineage;
    this.role = role;
  }

  /** The end of its log. */
  Position reached() {
    return at(log.getLast().position().value());
  }

  /** Everything up to there is visible. */
  Position visible() {
    long last = 0;
    for (Commit commit : log) {
      if (hidden.contains(commit)) {
        break;
      }
      last = commit.position().value();
    }
    return at(last);
  }

  private Position at(long value) {
    return new Position(lineage.current(), value);
  }

  /** What a query for a key finds. */
  Commit read(int key) {
    return log.reversed().stream()
        .filter(commit -> commit.key() == key && !hidden.contains(commit))
        .findFirst()
        .orElseThrow();
  }

  /** What it tells of itself; nothing if it can't be asked. */
  Optional<Reading> reading() {
    return up && !silent
        ? Optional.of(new Reading(role, lineage, reached(), Optional.of(visible())))
        : Optional.empty();
  }

  /** Replays what another server's log has, as far as its lag allows. */
  void replay(Server from, long nanos) {
    if (!up || paused || !from.up || !lineage.equals(from.lineage)) {
      return;
    }
    while (log.size() < from.log.size()
        && from.log.get(log.size()).nanos() + lag.toNanos() <= nanos) {
      log.add(from.log.get(log.size()));
    }
  }

  /** Becomes a replica of another history, and forgets what that one does not have. */
  void follow(Lineage other, List<Commit> common) {
    while (log.size() > common.size() || !log.equals(common.subList(0, log.size()))) {
      log.removeLast();
    }
    hidden.clear();
    lineage = other;
    role = Reading.Role.REPLICA;
    up = true;
  }
}
