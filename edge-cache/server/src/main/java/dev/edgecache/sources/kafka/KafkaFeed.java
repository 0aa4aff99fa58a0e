package dev.edgecache.sources.kafka;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.feed.Feed;
import dev.edgecache.sources.feed.FeedException;
import dev.edgecache.sources.feed.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** The messages of all partitions of some topics, as long as its consumer works. */
final class KafkaFeed implements Feed {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** Between two looks for new partitions, and two attempts to keep what could not be kept. */
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private static final Duration WRITES = Duration.ofSeconds(1);

  private final Parts parts;
  private final Consumer<byte[], byte[]> consumer;
  private final Partitions partitions;
  private final CatchingUp catchingUp;
  private final Settling settling = new Settling();
  private Instant lookedAround;
  private Instant wrote;

  /** What a feed is made of. */
  record Parts(
      String source,
      KafkaSettings settings,
      KafkaSource.Means means,
      Progress progress,
      KeptOffsets kept) {}

  private KafkaFeed(Parts parts, Consumer<byte[], byte[]> consumer) {
    this.parts = parts;
    this.consumer = consumer;
    this.partitions = new Partitions(consumer, parts.settings(), parts.kept());
    this.catchingUp = new CatchingUp(consumer, parts.progress());
    this.lookedAround = parts.progress().now();
    this.wrote = lookedAround;
  }

  /** A feed that is at its place in every partition. */
  static KafkaFeed open(Parts parts) throws FeedException, InterruptedException {
    return asking(
        parts,
        () -> {
          KafkaFeed feed = new KafkaFeed(parts, Consumers.of(parts.source(), parts.settings()));
          try {
            feed.partitions.begin(feed.lookedAround);
            return feed;
          } catch (FeedException | RuntimeException e) {
            feed.close();
            throw e;
          }
        });
  }

  @Override
  public void step() throws FeedException, InterruptedException {
    var _ =
        asking(
            parts,
            () -> {
              poll();
              settling.settle(parts.kept()::keep);
              Instant now = parts.progress().now();
              if (!now.isBefore(lookedAround.plus(SELDOM))) {
                lookedAround = now;
                partitions.look();
                retake();
              }
              if (!now.isBefore(wrote.plus(WRITES))) {
                wrote = now;
                parts.kept().write();
              }
              catchingUp.look();
              return true;
            });
  }

  private void poll() throws FeedException {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      close(e.offsetOutOfRangePartitions());
      return;
    }
    for (ConsumerRecord<byte[], byte[]> record : records) {
      take(record);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    parts.progress().received();
    catchingUp.took(Instant.ofEpochMilli(record.timestamp()));
    Message message =
        new Message(
            parts.source(),
            Optional.of(id(record)),
            Optional.ofNullable(record.value()).orElse(new byte[0]),
            parts.progress().now());
    settling.add(
        new TopicPartition(record.topic(), record.partition()),
        new Settling.Taken(
            Optional.of(message),
            record.offset(),
            new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""),
            taken(message)));
  }

  /** Its place, and its time, as a topic that is made anew begins again with the same places. */
  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return place(record.topic() + "-" + record.partition(), record.offset())
        + "/"
        + record.timestamp();
  }

  /** When what a message says is kept; one that nobody needs again is as good as kept. */
  private CompletionStage<Acknowledgement> taken(Message message) {
    return switch (parts.means().intake().take(message)) {
      case Receipt.Effective(var kept) -> kept;
      case Receipt.Unmapped _, Receipt.SetAside _ ->
          CompletableFuture.completedFuture(Acknowledgement.SYNCED);
    };
  }

  /**
   * Goes on after messages that are gone. Whatever was sent before the ends of the partitions were
   * read is covered by the invalidation of everything that follows, so that reading goes on there.
   */
  private void close(Map<TopicPartition, Long> missing) throws FeedException {
    Map<TopicPartition, Long> ends = partitions.ends(missing.keySet());
    CompletionStage<Acknowledgement> kept =
        parts.means().gaps().close(parts.source(), "there is no " + places(missing));
    missing.forEach(
        (partition, offset) -> {
          long end = ends.getOrDefault(partition, 0L);
          consumer.seek(partition, end);
          settling.add(
              partition,
              new Settling.Taken(Optional.empty(), offset, new OffsetAndMetadata(end), kept));
        });
  }

  private static String places(Map<TopicPartition, Long> offsets) {
    Map<String, Long> sorted = new TreeMap<>();
    offsets.forEach((partition, offset) -> sorted.put(partition.toString(), offset));
    return sorted.entrySet().stream()
        .map(entry -> place(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String place(String partition, long offset) {
    return partition + "@" + offset;
  }

  /** Reads again what could not be kept, once the first such message of a partition can be. */
  private void retake() {
    for (var stopped : settling.stopped()) {
      Settling.Taken first = stopped.getValue();
      if (first.message().map(this::taken).map(Settling::isKept).orElse(true)) {
        settling.forget(stopped.getKey());
        consumer.seek(stopped.getKey(), first.offset());
      }
    }
  }

  @Override
  public void close() {
    settling.settle(parts.kept()::keep);
    parts.kept().write();
    consumer.close(CloseOptions.timeout(CLOSING));
  }

  private interface Ask<T> {
    T get() throws FeedException;
  }

  private static <T> T asking(Parts parts, Ask<T> ask) throws FeedException, InterruptedException {
    try {
      return ask.get();
    } catch (InterruptException e) {
      var _ = Thread.interrupted();
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    } catch (KafkaException e) {
      throw new FeedException(Consumers.reason(parts.settings(), e), e);
    }
  }
}
