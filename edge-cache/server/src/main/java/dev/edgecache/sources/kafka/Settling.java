package dev.edgecache.sources.kafka;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.sources.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The messages that were taken and whose effect is perhaps not kept yet, by partition. An offset is
 * settled when everything before it is kept. A message that could not be kept stops its partition:
 * from it on, messages are read again once keeping works.
 */
final class Settling {

  private final Map<TopicPartition, Deque<Taken>> taken = new HashMap<>();

  /**
   * A message that is in effect.
   *
   * @param message it, to be taken again if it could not be kept; empty for what is no message
   * @param offset its offset
   * @param next the offset after it
   * @param kept when its effect is kept
   */
  record Taken(
      Optional<Message> message,
      long offset,
      OffsetAndMetadata next,
      CompletionStage<Acknowledgement> kept) {

    private boolean isDone() {
      return kept.toCompletableFuture().isDone();
    }

    /** Whether it was not kept when that was tried. */
    boolean isUnwritten() {
      return isDone() && !isKept(kept);
    }
  }

  /** Whether something is kept by now. */
  static boolean isKept(CompletionStage<Acknowledgement> kept) {
    return !kept.toCompletableFuture().isCompletedExceptionally()
        && kept.toCompletableFuture().getNow(Acknowledgement.UNWRITTEN).isKept();
  }

  /** Adds a message that was taken after all others of its partition. */
  void add(TopicPartition partition, Taken message) {
    Deque<Taken> queue = taken.computeIfAbsent(partition, added -> new ArrayDeque<>());
    if (queue.isEmpty() || !queue.getFirst().isUnwritten()) {
      queue.add(message);
    }
  }

  /** Forgets what is settled, and tells the offset that each partition has reached by it. */
  void settle(BiConsumer<TopicPartition, OffsetAndMetadata> reached) {
    taken.forEach(
        (partition, queue) -> {
          Optional<OffsetAndMetadata> next = Optional.empty();
          while (!queue.isEmpty() && isKept(queue.getFirst().kept())) {
            next = Optional.of(queue.removeFirst().next());
          }
          next.ifPresent(offset -> reached.accept(partition, offset));
        });
  }

  /** The partitions that stopped, with the first message of each that was not kept. */
  List<Map.Entry<TopicPartition, Taken>> stopped() {
    return taken.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().getFirst()))
        .filter(entry -> entry.getValue().isUnwritten())
        .toList();
  }

  /** Forgets all messages of a partition that are to be read again. */
  void forget(TopicPartition partition) {
    taken.remove(partition);
  }
}
