package dev.edgecache.invalidation.log;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.PrimaryPositions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A primary whose readings the test answers. */
final class ScriptedPrimary implements PrimaryPositions {

  Optional<Position> reached = Optional.empty();
  private final Deque<CompletableFuture<Position>> readings = new ArrayDeque<>();

  static Position at(long value) {
    return Position.parse("7/1@0/" + Long.toHexString(value)).orElseThrow();
  }

  @Override
  public Optional<Position> reached() {
    return reached;
  }

  /** A look that is not over. */
  private CompletableFuture<Void> looking = new CompletableFuture<>();

  @Override
  public CompletionStage<?> look() {
    looking = new CompletableFuture<>();
    return looking;
  }

  /** Lets a look be over, after which it is known that this was reached. */
  void sees(Position position) {
    reached = Optional.of(position);
    looking.complete(null);
  }

  @Override
  public CompletionStage<Position> read() {
    CompletableFuture<Position> reading = new CompletableFuture<>();
    readings.add(reading);
    return reading;
  }

  int asked() {
    return readings.size();
  }

  void answers(Position position) {
    readings.removeFirst().complete(position);
  }

  void fails() {
    readings.removeFirst().completeExceptionally(new IllegalStateException("primary is away"));
  }
}
