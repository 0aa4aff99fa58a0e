package dev.edgecache.sources.kafka;

import dev.edgecache.sources.feed.FeedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a consumer reads, and where in each it begins. */
final class Partitions {

  /** How long brokers may take to answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final KafkaSettings settings;
  private final KeptOffsets kept;

  Partitions(Consumer<byte[], byte[]> consumer, KafkaSettings settings, KeptOffsets kept) {
    this.consumer = consumer;
    this.settings = settings;
    this.kept = kept;
  }

  /**
   * Begins with all partitions: where offsets are kept, there; else as far back as a replica may
   * lag. A partition that a known topic got since is read from its beginning.
   */
  void begin(Instant now) throws FeedException {
    Set<TopicPartition> all = present();
    consumer.assign(all);
    Set<TopicPartition> added = new HashSet<>();
    Set<TopicPartition> unknown = new HashSet<>();
    for (TopicPartition partition : all) {
      Optional<OffsetAndMetadata> place = kept.of(partition);
      if (place.isPresent()) {
        consumer.seek(partition, place.get());
      } else {
        (kept.knows(partition.topic()) ? added : unknown).add(partition);
      }
    }
    consumer.beginningOffsets(added, TIMEOUT).forEach(this::begin);
    withinWindow(unknown, now).forEach(this::begin);
  }

  /** Keeps where a partition begins too, so that it is known from then on. */
  private void begin(TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
    kept.keep(partition, new OffsetAndMetadata(offset));
  }

  private Map<TopicPartition, Long> withinWindow(Set<TopicPartition> partitions, Instant now)
      throws FeedException {
    long since = now.minus(settings.window()).toEpochMilli();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, Long> places = new HashMap<>(ends(partitions));
    for (var found : consumer.offsetsForTimes(times, TIMEOUT).entrySet()) {
      Optional.ofNullable(found.getValue())
          .map(OffsetAndTimestamp::offset)
          .ifPresent(offset -> places.put(found.getKey(), offset));
    }
    return places;
  }

  /** Adds partitions that are new, from their beginning. */
  void look() throws FeedException {
    Set<TopicPartition> all = present();
    Set<TopicPartition> added = new HashSet<>(all);
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      all.addAll(consumer.assignment());
      consumer.assign(all);
      consumer.beginningOffsets(added, TIMEOUT).forEach(this::begin);
    }
  }

  private Set<TopicPartition> present() throws FeedException {
    Set<TopicPartition> present = new HashSet<>();
    for (String topic : settings.topics()) {
      Collection<PartitionInfo> partitions = consumer.partitionsFor(topic, TIMEOUT);
      if (partitions.isEmpty()) {
        throw new FeedException(
            "there is no topic " + topic + " at " + settings.servers() + ", or it may not be read");
      }
      partitions.forEach(info -> present.add(new TopicPartition(info.topic(), info.partition())));
    }
    return present;
  }

  /** The offsets after the last messages. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws FeedException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
    if (!ends.keySet().containsAll(partitions)) {
      throw new FeedException("not every partition has a leader at " + settings.servers());
    }
    return ends;
  }
}
