package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.config.sources.SourceSettings.Bus;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a configuration file may say of sources. */
public final class SourceKeys {

  private final Type<String> secret;
  private final Type<DatabaseLogin> login;

  /**
   * The keys of a file.
   *
   * @param secret a secret that the file names
   * @param login how a PostgreSQL server is reached
   */
  public SourceKeys(Type<String> secret, Type<DatabaseLogin> login) {
    this.secret = secret;
    this.login = login;
  }

  /** Sources by name. */
  public Type<Map<String, SourceSettings>> sources() {
    return mapOf(
        text("name", "a name such as catalogue", "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"), source());
  }

  private ObjectType<SourceSettings> source() {
    return ObjectType.of(
        "source",
        "What sends events or invalidations, in exactly one way: `sqs`, `kafka`, `wal` or"
            + " `webhook`.",
        keys -> {
          var sqs =
              keys.key(
                      "sqs",
                      SqsKeys.sqs().as(SourceSettings.Sqs::new),
                      "A queue of Amazon SQS, of this node alone.")
                  .optional();
          var kafka =
              keys.key(
                      "kafka",
                      KafkaKeys.kafka(secret).as(SourceSettings.Kafka::new),
                      "Topics of Apache Kafka, of which every node reads all partitions.")
                  .optional();
          var wal =
              keys.key(
                      "wal",
                      WalKeys.wal(login).as(SourceSettings.Wal::new),
                      "Rows of PostgreSQL, by the write-ahead logs of the replicas themselves.")
                  .optional();
          var webhook =
              keys.key(
                      "webhook",
                      WebhookKeys.webhook(secret).as(SourceSettings.Webhook::new),
                      "A path of a listener to which senders post what they signed.")
                  .optional();
          keys.exactlyOne(sqs, kafka, wal, webhook);
          var lostAfter =
              keys.key(
                      "lost-after",
                      duration(),
                      "How long the source may be without all that its bus has before it counts as"
                          + " lost: what is stored is then fresh for `lost-fresh` at most, until"
                          + " the source has caught up. Without this key it never counts as lost.")
                  .example("1m")
                  .optional();
          var lostFresh =
              keys.key(
                      "lost-fresh",
                      durationOrZero(),
                      "How long an answer is fresh while the source is lost, from when its origin"
                          + " gave it, or from the loss, whichever is later.")
                  .orElse("10s");
          var covers =
              keys.key(
                      "covers",
                      CoverKeys.covers(),
                      "The answers that the source tells of, so that only these are concerned while"
                          + " it is lost. Without this key all are.")
                  .optional();
          return values ->
              new SourceSettings(
                  the(
                      Stream.of(
                          values.get(sqs),
                          values.get(kafka),
                          values.get(wal),
                          values.get(webhook))),
                  loss(values.get(lostAfter), values.get(lostFresh), values.get(covers)));
        });
  }

  private static Optional<LossRule> loss(
      Optional<Duration> after, Duration fresh, Optional<Set<String>> covers) {
    if (covers.isPresent() && after.isEmpty()) {
      throw new IllegalArgumentException("covers: present (expected: beside lost-after alone)");
    }
    return after.map(
        time -> new LossRule(time, fresh, covers.orElse(Set.of(ImplicitTags.EVERYTHING))));
  }

  /** The one that is there. */
  private static Bus the(Stream<Optional<? extends Bus>> buses) {
    return buses.<Bus>flatMap(Optional::stream).findFirst().orElseThrow();
  }
}
