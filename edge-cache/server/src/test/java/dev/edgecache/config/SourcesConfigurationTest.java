package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.kafka.KafkaSettings;
import dev.edgecache.sources.sqs.SqsSettings;
import dev.edgecache.sources.webhook.SnsTopic;
import dev.edgecache.sources.webhook.WebhookSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesConfigurationTest {

  private static final URI QUEUE = URI.create("https://sqs.eu-west-1.amazonaws.com/1/edge");

  @TempDir Path folder;

  @Test
  void aQueueNeedsItsUrlAndItsRegion() {
    assertThat(source("{ sqs: { queue: \"" + QUEUE + "\", region: eu-west-1 } }"))
        .isEqualTo(
            new SourceSettings(
                new SourceSettings.Sqs(
                    new SqsSettings(
                        QUEUE, "eu-west-1", Optional.empty(), Duration.ofSeconds(30), 10)),
                Optional.empty()));
  }

  @Test
  void aQueueIsReadKeyByKey() {
    assertThat(
            source(
                """
                { sqs: { queue: "%s", region: eu-west-1, endpoint: "https://vpce.example",
                         visibility: 2m, drop-after: 3 },
                  lost-after: 1m, lost-fresh: 5s,
                  covers: { tags: Lists, routes: [a/b], origins: "https://shop.example:443" } }
                """
                    .formatted(QUEUE)))
        .isEqualTo(
            new SourceSettings(
                new SourceSettings.Sqs(
                    new SqsSettings(
                        QUEUE,
                        "eu-west-1",
                        Optional.of(URI.create("https://vpce.example")),
                        Duration.ofMinutes(2),
                        3)),
                Optional.of(
                    new LossRule(
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        Set.of("lists", "route a/b", "host shop.example")))));
  }

  @Test
  void topicsAreReadKeyByKey() {
    KafkaSettings kafka =
        kafka(
            """
            { kafka: { servers: ["b1.example:9092", "b2.example:9092"], topics: [catalogue, prices],
                       window: 2h,
                       properties: { security.protocol: SASL_SSL,
                                     sasl.jaas.config: { env: ORIGIN_KEY } } } }
            """);

    assertThat(kafka.servers()).isEqualTo("b1.example:9092,b2.example:9092");
    assertThat(kafka.topics()).isEqualTo(List.of("catalogue", "prices"));
    assertThat(kafka.window()).isEqualTo(Duration.ofHours(2));
    assertThat(property(kafka, "security.protocol")).isEqualTo("SASL_SSL");
    assertThat(property(kafka, "sasl.jaas.config")).isEqualTo("the origin's key");
    assertThat(kafka.toString()).doesNotContain("the origin's key");
  }

  @Test
  void oneServerAndOneTopicNeedNoList() {
    KafkaSettings kafka = kafka("{ kafka: { servers: \"b1.example:9092\", topics: catalogue } }");

    assertThat(kafka.servers()).isEqualTo("b1.example:9092");
    assertThat(kafka.topics()).isEqualTo(List.of("catalogue"));
    assertThat(kafka.window()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aWebhookIsReadKeyByKey() {
    SourceSettings source =
        source(
            """
            { webhook: { path: /hooks/catalogue, listener: "127.0.0.1:8080", replay-window: 2m,
                         secret: { env: ORIGIN_KEY_24 }, previous-secret: { file: secret },
                         sns: { topic: "arn:aws:sns:eu-west-1:123456789012:catalogue" } } }
            """);

    WebhookSettings webhook = webhook(source);
    assertThat(webhook.path()).isEqualTo("/hooks/catalogue");
    assertThat(webhook.listener())
        .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
    assertThat(webhook.window()).isEqualTo(Duration.ofMinutes(2));
    assertThat(webhook.secrets()).hasSize(2);
    assertThat(webhook.sns())
        .contains(new SnsTopic("arn:aws:sns:eu-west-1:123456789012:catalogue"));
    assertThat(webhook.toString()).doesNotContain("enough");
  }

  @Test
  void aWebhookNeedsNoMoreThanAPathAndASecret() {
    WebhookSettings webhook =
        webhook(source("{ webhook: { path: /h, secret: { file: secret } } }"));

    assertThat(webhook.listener()).isEmpty();
    assertThat(webhook.sns()).isEmpty();
    assertThat(webhook.window()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  @DisplayName("a webhook that nobody may use, nowhere, or at a path of another one is a mistake")
  void mistakesOfWebhooksAreTold() {
    String secret = "secret: { file: secret }";
    assertMistake("{ webhook: { path: /h } }", "secret: absent (expected: a secret, or sns)");
    assertMistake("{ webhook: { path: /h, secret: { env: TOKEN } } }", "16 octets");
    assertMistake("{ webhook: { path: h, " + secret + " } }", "a path such as /hooks");
    assertMistake("{ webhook: { path: /a/../h, " + secret + " } }", "a path such as /hooks");
    assertMistake("{ webhook: { path: /h, sns: { topic: catalogue } } }", "an ARN such as");
    assertMistake("{ webhook: { path: /h, " + secret + " }, lost-after: 1m }", "lost-after");
    assertMistake(
        "{ webhook: { path: /h, " + secret + ", listener: \"127.0.0.1:1\" } }",
        "catalogue: no listener at 127.0.0.1:1");
    assertMistake(
        "{ webhook: { path: /h, "
            + secret
            + " } }, other: { webhook: { path: /h, "
            + secret
            + ", listener: \"127.0.0.1:8080\" } }",
        "other: another webhook is at 127.0.0.1:8080/h");
  }

  private static WebhookSettings webhook(SourceSettings source) {
    return switch (source.bus()) {
      case SourceSettings.Webhook(var settings) -> settings;
      case SourceSettings.Sqs _, SourceSettings.Wal _, SourceSettings.Kafka _ ->
          throw new AssertionError(source.toString());
    };
  }

  @Test
  @DisplayName("a source that is none or two, and properties that the source sets, are mistakes")
  void mistakesAreTold() {
    assertMistake("{ lost-after: 1m }", "sqs");
    assertMistake(
        "{ sqs: { queue: \"https://q.example/1/q\", region: eu-west-1 },"
            + " kafka: { servers: \"b:9092\", topics: t } }",
        "kafka");
    assertMistake(
        "{ kafka: { servers: \"b:9092\", topics: t, properties: { group.id: g } } }", "group.id");
    assertMistake("{ kafka: { servers: b, topics: t } }", "host:port");
    assertMistake(
        "{ sqs: { queue: \"https://q.example/1/q\", region: eu-west-1, visibility: 13h } }",
        "1s to 12h");
  }

  @Test
  @DisplayName("what a source covers counts while it is lost, and is named by something")
  void whatASourceCoversIsChecked() {
    String kafka = "{ kafka: { servers: \"b:9092\", topics: t }, ";
    assertMistake(kafka + "covers: { tags: a } }", "beside lost-after alone");
    assertMistake(kafka + "lost-after: 1m, covers: {} }", "tags, prefixes, origins or routes");
    assertMistake(kafka + "lost-after: 1m, covers: { routes: a } }", "the id of a route");
  }

  private void assertMistake(String source, String word) {
    assertThat(file().problems(written(source)))
        .as(source)
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains(word));
  }

  private static String property(KafkaSettings kafka, String name) {
    return Objects.requireNonNull(kafka.properties().get(name), name).get();
  }

  private KafkaSettings kafka(String text) {
    return switch (source(text).bus()) {
      case SourceSettings.Kafka(var settings) -> settings;
      case SourceSettings.Sqs _, SourceSettings.Wal _, SourceSettings.Webhook _ ->
          throw new AssertionError(text);
    };
  }

  private SourceSettings source(String text) {
    return Objects.requireNonNull(file().valid(written(text)).sources().get("catalogue"));
  }

  private static String written(String source) {
    return WrittenConfiguration.with("sources: { catalogue: " + source.strip() + " }");
  }

  private WrittenConfiguration file() {
    return WrittenConfiguration.in(folder);
  }
}
