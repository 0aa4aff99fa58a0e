package dev.edgecache.sources.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Which topics are read, and how.
 *
 * @param servers hosts and ports where the cluster is found, separated by commas
 * @param topics the names of the topics
 * @param window how far back a node begins that has kept no offsets; a replica that lags by more
 *     may lack what was told before
 * @param properties further properties of the consumer, in a form whose text does not show them
 */
public record KafkaSettings(
    String servers,
    List<String> topics,
    Duration window,
    Map<String, Supplier<String>> properties) {

  /** What the source decides by itself. */
  private static final Set<String> OWN =
      Set.of(
          "allow.auto.create.topics",
          "auto.offset.reset",
          "bootstrap.servers",
          "enable.auto.commit",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "key.deserializer",
          "value.deserializer");

  /** Copies the collections. Rejects properties that the source decides by itself. */
  public KafkaSettings {
    topics = List.copyOf(topics);
    properties = Map.copyOf(properties);
    Set<String> taken = new TreeSet<>(OWN);
    taken.retainAll(properties.keySet());
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(
          "properties: " + String.join(", ", taken) + " (expected: others, as these are set here)");
    }
  }
}
