package dev.edgecache.simulation;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A primary and its replicas, which lag, and one of which may take the primary's place. */
final class Databases {

  static final int KEYS = 4;
  private static final int CATEGORIES = 3;
  private static final Duration STEP = Duration.ofMillis(3);

  final List<Server> servers;
  final List<Server> local;
  private final Schedule schedule;
  private final Consumer<Commit> published;
  private final List<Commit> commits = new ArrayList<>();
  private final Set<Commit> told = new HashSet<>();
  private final Set<Commit> lost = new HashSet<>();
  private Server primary;
  private int timeline = 1;

  /**
   * @param published told each commit that is visible, and survives as far as is known
   */
  Databases(Schedule schedule, Duration lag, Consumer<Commit> published) {
    this.schedule = schedule;
    this.published = published;
    Lineage lineage = Lineage.of(epoch());
    this.primary = new Server("primary", lineage, Reading.Role.PRIMARY);
    this.local =
        List.of(
            new Server("one", lineage, Reading.Role.REPLICA),
            new Server("two", lineage, Reading.Role.REPLICA));
    this.servers = List.of(primary, local.getFirst(), local.getLast());
    for (int key = 0; key < KEYS; key++) {
      Commit first = next(key);
      servers.forEach(server -> server.log.add(first));
    }
    for (Server server : servers) {
      server.lag = lag.multipliedBy(schedule.random().nextInt(1, 101)).dividedBy(100);
      replay(server);
    }
  }

  private Epoch epoch() {
    return Epoch.ofPostgres("7412", timeline);
  }

  private void replay(Server server) {
    if (!server.equals(primary)) {
      server.replay(primary, schedule.nanos());
    }
    schedule.after(STEP, () -> replay(server));
  }

  private Commit next(int key) {
    long last = primary.log.isEmpty() ? 100 : primary.log.getLast().position().value();
    Commit commit =
        new Commit(
            commits.size(),
            key,
            schedule.random().nextInt(CATEGORIES),
            new Position(epoch(), last + schedule.random().nextInt(1, 20)),
            schedule.nanos());
    commits.add(commit);
    return commit;
  }

  /** The change of that id. */
  Commit commit(long id) {
    return commits.get((int) id);
  }

  /** The change of the same key before one, as the primary has it. */
  Commit before(Commit commit) {
    return primary.log.reversed().stream()
        .filter(other -> other.key() == commit.key() && other.id() < commit.id())
        .findFirst()
        .orElse(commit);
  }

  /** Changes a key; what is in the log is visible on the primary a moment later. */
  void write(int key) {
    Server writer = primary;
    if (!writer.up || writer.hidden.stream().anyMatch(commit -> commit.key() == key)) {
      return;
    }
    Commit commit = next(key);
    writer.log.add(commit);
    writer.hidden.add(commit);
    schedule.note(() -> "commit " + commit);
    Duration pause = schedule.chance(0.8) ? schedule.micros(1, 200) : schedule.millis(1, 60);
    schedule.after(
        pause,
        () -> {
          if (writer.up && writer.hidden.remove(commit)) {
            publish(commit);
          }
        });
  }

  private void publish(Commit commit) {
    if (told.add(commit)) {
      published.accept(commit);
    }
  }

  /** The server that takes writes, if it is there. */
  Optional<Server> primary() {
    return Optional.of(primary).filter(server -> server.up);
  }

  /** Whether it is, or was not yet, part of the history that holds. */
  boolean survives(Commit commit) {
    return !lost.contains(commit);
  }

  /**
   * The primary goes, and a replica takes its place; the others follow later.
   *
   * @return whether that can be
   */
  boolean promote(Server next) {
    if (!primary.up || next.equals(primary) || !next.lineage.equals(primary.lineage)) {
      return false;
    }
    Server old = primary;
    old.up = false;
    schedule.note(() -> old.name + " is gone");
    schedule.after(schedule.millis(50, 500), () -> takeOver(old, next));
    return true;
  }

  private void takeOver(Server old, Server next) {
    timeline++;
    List<Commit> common = List.copyOf(next.log);
    Lineage lineage = next.lineage.promotedTo(epoch(), common.getLast().position().value());
    old.log.subList(common.size(), old.log.size()).forEach(lost::add);
    next.lineage = lineage;
    next.role = Reading.Role.PRIMARY;
    next.paused = false;
    primary = next;
    schedule.note(() -> next.name + " is the primary, " + lineage + ", lost: " + lost);
    // Changes whose writer was told nothing before the primary went.
    for (Commit commit : common.subList(KEYS, common.size())) {
      if (!told.contains(commit)) {
        schedule.after(schedule.millis(1, 100), () -> publish(commit));
      }
    }
    for (Server other : servers) {
      if (!other.equals(next)) {
        schedule.after(
            schedule.millis(10, 800),
            () -> {
              // Unless it follows one by now that took over later.
              if (next.equals(primary)) {
                other.follow(lineage, common);
                schedule.note(() -> other.name + " follows " + next.name);
              }
            });
      }
    }
  }

  /** Ends all troubles. */
  void heal() {
    for (Server server : servers) {
      server.paused = false;
      server.silent = false;
    }
  }
}
