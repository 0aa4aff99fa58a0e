package dev.edgecache.config.sources;

import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.kafka.KafkaSettings;
import dev.edgecache.sources.sqs.SqsSettings;
import dev.edgecache.sources.wal.WalSettings;
import java.util.Optional;

/**
 * A source of invalidations.
 *
 * @param bus where its messages come from
 * @param loss when it counts as lost; empty for never
 */
public record SourceSettings(Bus bus, Optional<LossRule> loss) {

  /** Where messages come from. */
  public sealed interface Bus {}

  /** From a queue of Amazon SQS. */
  public record Sqs(SqsSettings settings) implements Bus {}

  /** From topics of Apache Kafka. */
  public record Kafka(KafkaSettings settings) implements Bus {}

  /** From the write-ahead logs of databases. */
  public record Wal(WalSettings settings) implements Bus {}
}
