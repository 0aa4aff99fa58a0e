package dev.edgecache.config.sources;

import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.kafka.KafkaSettings;
import dev.edgecache.sources.sqs.SqsSettings;
import dev.edgecache.sources.wal.WalSettings;
import dev.edgecache.sources.webhook.WebhookSettings;
import java.util.Optional;

/**
 * A source of invalidations.
 *
 * @param bus where its messages come from
 * @param loss when it counts as lost; empty for never
 */
public record SourceSettings(Bus bus, Optional<LossRule> loss) {

  /** Rejects a rule for what can't be told. */
  public SourceSettings {
    if (bus instanceof Webhook && loss.isPresent()) {
      throw new IllegalArgumentException(
          "lost-after: present (expected: absent, as nothing tells what a webhook was not sent)");
    }
  }

  /** Where messages come from. */
  public sealed interface Bus {}

  /** From a queue of Amazon SQS. */
  public record Sqs(SqsSettings settings) implements Bus {}

  /** From topics of Apache Kafka. */
  public record Kafka(KafkaSettings settings) implements Bus {}

  /** From the write-ahead logs of databases. */
  public record Wal(WalSettings settings) implements Bus {}

  /** From senders who post them. */
  public record Webhook(WebhookSettings settings) implements Bus {}
}
