package dev.edgecache.simulation.twotier;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.PrimaryPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pages in a primary database, and in a replica that replays them some time later, or pauses. */
final class Rows implements PrimaryPositions {

  private static final Epoch EPOCH = Epoch.ofPostgres("7412", 1);

  private final Duration lag;
  private final List<Commit> log = new ArrayList<>();
  private int replayed;
  private boolean pauses;

  private record Commit(String page, int version, Instant at) {}

  /** What a query finds, and up to where everything is in it. */
  record Row(int version, Position position) {}

  Rows(Duration lag) {
    this.lag = lag;
  }

  /** Returns where it is. */
  Position commit(String page, int version, Instant now) {
    log.add(new Commit(page, version, now));
    return at(log.size());
  }

  /** The replica replays nothing until it goes on. */
  void pause() {
    pauses = true;
  }

  /** The replica goes on where it paused. */
  void goOn() {
    pauses = false;
  }

  /** Has the replica replay what its lag allows. */
  void replay(Instant now) {
    while (!pauses && replayed < log.size() && !log.get(replayed).at().plus(lag).isAfter(now)) {
      replayed++;
    }
  }

  Row primary(String page) {
    return row(page, log.size());
  }

  Row replica(String page) {
    return row(page, replayed);
  }

  private Row row(String page, int end) {
    int version =
        log.subList(0, end).reversed().stream()
            .filter(commit -> commit.page().equals(page))
            .findFirst()
            .map(Commit::version)
            .orElse(0);
    return new Row(version, at(end));
  }

  /** Whether the replica has what was committed at a position. */
  boolean hasReplayed(Position position) {
    return at(replayed).isAtLeast(position);
  }

  @Override
  public Optional<Position> reached() {
    return Optional.of(at(log.size()));
  }

  @Override
  public CompletionStage<Position> read() {
    return CompletableFuture.completedFuture(at(log.size()));
  }

  private static Position at(int commits) {
    return new Position(EPOCH, commits);
  }
}
