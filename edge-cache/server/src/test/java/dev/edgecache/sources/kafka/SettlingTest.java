package dev.edgecache.sources.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.log.Acknowledgement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SettlingTest {

  private static final TopicPartition ONE = new TopicPartition("catalogue", 0);
  private static final TopicPartition TWO = new TopicPartition("catalogue", 1);

  private final Settling settling = new Settling();
  private final Map<TopicPartition, Long> reached = new HashMap<>();

  @Test
  @DisplayName("an offset is settled when everything before it is kept, in whatever order")
  void offsetsSettleInOrder() {
    CompletableFuture<Acknowledgement> first = taken(ONE, 10);
    CompletableFuture<Acknowledgement> second = taken(ONE, 11);
    CompletableFuture<Acknowledgement> other = taken(TWO, 3);

    second.complete(Acknowledgement.SYNCED);
    other.complete(Acknowledgement.IN_MEMORY);
    assertReached(Map.of(TWO, 4L));

    first.complete(Acknowledgement.SYNCED);
    assertReached(Map.of(ONE, 12L, TWO, 4L));
  }

  @Test
  @DisplayName("what could not be kept stops its partition, until it is read again from there")
  void whatWasNotKeptStopsItsPartition() {
    taken(ONE, 10).complete(Acknowledgement.SYNCED);
    taken(ONE, 11).complete(Acknowledgement.UNWRITTEN);
    assertReached(Map.of(ONE, 11L));
    taken(ONE, 12).complete(Acknowledgement.SYNCED);
    assertReached(Map.of(ONE, 11L));

    assertThat(settling.stopped())
        .singleElement()
        .satisfies(stopped -> assertThat(stopped.getValue().offset()).isEqualTo(11));

    settling.forget(ONE);
    taken(ONE, 11).complete(Acknowledgement.SYNCED);
    taken(ONE, 12).complete(Acknowledgement.SYNCED);
    assertReached(Map.of(ONE, 13L));
    assertThat(settling.stopped()).isEmpty();
  }

  @Test
  void whatFailedIsNotKept() {
    taken(ONE, 10).completeExceptionally(new IllegalStateException("test"));

    assertReached(Map.of());
    assertThat(settling.stopped()).hasSize(1);
  }

  private CompletableFuture<Acknowledgement> taken(TopicPartition partition, long offset) {
    CompletableFuture<Acknowledgement> kept = new CompletableFuture<>();
    settling.add(
        partition,
        new Settling.Taken(Optional.empty(), offset, new OffsetAndMetadata(offset + 1), kept));
    return kept;
  }

  private void assertReached(Map<TopicPartition, Long> expected) {
    settling.settle((partition, next) -> reached.put(partition, next.offset()));
    assertThat(reached).isEqualTo(expected);
  }
}
