package dev.edgecache.sources.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How consumers are made, and what their failures mean. */
final class Consumers {

  /** How long a partition or a leader that is new may stay unseen, in milliseconds. */
  private static final int METADATA = 10_000;

  private static final int LONGEST_RECONNECT = 5_000;

  private Consumers() {}

  /** A consumer that no broker has been asked by yet. */
  static Consumer<byte[], byte[]> of(String source, KafkaSettings settings) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "edge-cache-" + source);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA);
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT);
    settings.properties().forEach((key, value) -> config.put(key, value.get()));
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Why a consumer does not work, in words for people. */
  static String reason(KafkaSettings settings, KafkaException e) {
    String said = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    return switch (e) {
      case TimeoutException slow -> "no answer in time from " + settings.servers();
      case AuthenticationException refused -> settings.servers() + " refuses this client: " + said;
      case AuthorizationException refused -> "not permitted at " + settings.servers() + ": " + said;
      case KafkaException other ->
          Optional.ofNullable(other.getCause())
              .map(cause -> said + ": " + cause.getMessage())
              .orElse(said);
    };
  }
}
