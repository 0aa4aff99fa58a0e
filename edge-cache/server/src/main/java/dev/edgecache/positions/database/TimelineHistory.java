package dev.edgecache.positions.database;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The timelines that a PostgreSQL server came through, as its history file tells: for each one that
 * was left, a line of its number, the location where the next one begins, and a reason.
 */
final class TimelineHistory {

  private TimelineHistory() {}

  /**
   * The lineage that a history file tells; empty if it is malformed.
   *
   * @param text the file; its lines have fields between tabs or spaces, those with {@code #} say
   *     nothing
   * @param system the identifier of the database
   * @param current the epoch whose file it is
   */
  static Optional<Lineage> parse(String text, String system, Epoch current) {
    List<Lineage.Branch> left = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Optional<Lineage.Branch> branch = branch(line.split("\\s+", 3), system);
      if (branch.isEmpty()) {
        return Optional.empty();
      }
      left.add(branch.get());
    }
    try {
      return Optional.of(new Lineage(left, current));
    } catch (IllegalArgumentException twice) {
      return Optional.empty();
    }
  }

  private static Optional<Lineage.Branch> branch(String[] fields, String system) {
    if (fields.length < 2 || !fields[0].matches("[1-9][0-9]{0,8}")) {
      return Optional.empty();
    }
    Epoch epoch = Epoch.ofPostgres(system, Integer.parseInt(fields[0]));
    return Position.value(fields[1]).map(last -> new Lineage.Branch(new Position(epoch, last)));
  }
}
