package dev.edgecache.sources.kafka;

import dev.edgecache.sources.feed.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer is behind: the brokers are asked for the ends of their partitions, and again
 * some time after these were reached. A poll alone does not tell brokers that have nothing new from
 * brokers that are gone.
 */
final class CatchingUp {

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** How long nothing may come, though there is more, before the brokers are asked again. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Progress progress;
  private Optional<Ends> ends = Optional.empty();
  private Instant checked = Instant.MIN;
  private Instant lastTaken = Instant.MIN;
  private Optional<Instant> sent = Optional.empty();

  private record Ends(Instant at, Map<TopicPartition, Long> offsets) {}

  CatchingUp(Consumer<byte[], byte[]> consumer, Progress progress) {
    this.consumer = consumer;
    this.progress = progress;
  }

  /** Notes that a message was taken which was sent at that time. */
  void took(Instant messageSent) {
    lastTaken = progress.now();
    sent = Optional.of(messageSent);
  }

  /** Tells how far the consumer is. */
  void look() {
    Instant now = progress.now();
    if (isDue(now) || isSilent(now)) {
      ends = Optional.of(new Ends(now, ends()));
      checked = now;
    }
    if (ends.isPresent()) {
      Ends asked = ends.get();
      if (isReached(asked)) {
        ends = Optional.empty();
        progress.caughtUp(asked.at(), Duration.between(asked.at(), progress.now()));
      } else {
        progress.behind(
            Duration.between(sent.filter(asked.at()::isAfter).orElse(asked.at()), progress.now()));
      }
    }
  }

  private boolean isDue(Instant now) {
    return ends.isEmpty() && !now.isBefore(later(checked, BETWEEN));
  }

  private boolean isSilent(Instant now) {
    return ends.isPresent()
        && !now.isBefore(later(checked, SILENCE))
        && !now.isBefore(later(lastTaken, SILENCE));
  }

  private static Instant later(Instant time, Duration by) {
    return time.equals(Instant.MIN) ? time : time.plus(by);
  }

  private Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(consumer.assignment(), Partitions.TIMEOUT);
  }

  private boolean isReached(Ends asked) {
    return asked.offsets().entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), Partitions.TIMEOUT) >= end.getValue());
  }
}
