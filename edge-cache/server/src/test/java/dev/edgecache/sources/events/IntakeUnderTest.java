package dev.edgecache.sources.events;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.yaml.ReadResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An intake on a log, in front of a primary that has everything up to {@code 7/1@1/0}. */
final class IntakeUnderTest implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Position REACHED = Position.parse("7/1@1/0").orElseThrow();

  final Floors floors = new Floors();
  final EventLedger ledger = new EventLedger(EventObserver.NONE);
  final InvalidationLog log;
  volatile EventMapping mapping;
  Optional<Epoch> epoch = Optional.of(REACHED.epoch());

  private final BackgroundThread background = new BackgroundThread();
  private final EventIntake intake;

  IntakeUnderTest(Journal journal, String events) {
    log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(
                floors, Optional.of(new Primary()), background, LogObserver.NONE, 10_000),
            NOW);
    mapping = mapping(events);
    intake = new EventIntake(log, () -> mapping, () -> epoch, ledger);
  }

  private record Primary() implements PrimaryPositions {
    @Override
    public Optional<Position> reached() {
      return Optional.of(REACHED);
    }

    @Override
    public CompletionStage<?> look() {
      return read();
    }

    @Override
    public CompletionStage<Position> read() {
      return CompletableFuture.completedFuture(REACHED);
    }
  }

  static EventMapping mapping(String events) {
    return EventMapping.ofEvents(policies(events));
  }

  /** Policies with these rules beside a route. */
  static PolicySet policies(String rules) {
    String text = "policy: p\nroutes: [{ name: all, path: /**, cache: {} }]\n" + rules;
    return switch (PolicyFiles.parse("p.yaml", text)) {
      case ReadResult.Valid<Policy>(Policy policy, var _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** Takes JSON, with apostrophes in place of quotation marks. */
  Receipt take(String source, Optional<String> id, String json) {
    return take(source, id, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  Receipt take(String source, Optional<String> id, byte[] content) {
    return intake.take(new Message(source, id, content, NOW));
  }

  Receipt take(String json) {
    return take("queue", Optional.empty(), json);
  }

  /** What the log has, the oldest first. */
  List<Invalidation> logged() {
    return log.latest(Integer.MAX_VALUE).reversed().stream().map(Entry::invalidation).toList();
  }

  @Override
  public void close() {
    background.close();
    log.close();
  }
}
