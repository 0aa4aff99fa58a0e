package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.hostPort;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.sources.webhook.SnsTopic;
import dev.edgecache.sources.webhook.WebhookSecret;
import dev.edgecache.sources.webhook.WebhookSettings;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;

/** What a configuration file may say of webhooks. */
final class WebhookKeys {

  private WebhookKeys() {}

  /**
   * The keys of a source.
   *
   * @param secret a secret that the file names
   */
  static ObjectType<WebhookSettings> webhook(Type<String> secret) {
    return ObjectType.of(
        "source-webhook",
        "A path of a listener to which senders post what they signed: by `secret` after Standard"
            + " Webhooks, or as Amazon `sns`, or either.",
        keys -> {
          var path =
              keys.key(
                      "path",
                      text("path", "a path such as /hooks/catalogue", WebhookSettings.PATH),
                      "The path, which is taken before any policy.")
                  .example("/hooks/catalogue")
                  .required();
          var listener =
              keys.key(
                      "listener",
                      hostPort().as(at -> new InetSocketAddress(at.host(), at.port())),
                      "The address of the listener at which it is, as in `listen`; without this key"
                          + " it is at all of them.")
                  .example("0.0.0.0:8443")
                  .optional();
          var present =
              keys.key(
                      "secret",
                      secret.as(WebhookSecret::of),
                      "What senders sign with, 24 octets or more: what `whsec_` and Base64 encode,"
                          + " or the text itself.")
                  .optional();
          var previous =
              keys.key(
                      "previous-secret",
                      secret.as(WebhookSecret::of),
                      "Another one that is believed, while senders change theirs.")
                  .optional();
          var sns =
              keys.key("sns", sns(), "The topic of Amazon SNS that delivers to it.").optional();
          var window =
              keys.key(
                      "replay-window",
                      duration(),
                      "How far the time of a signature may be from now. SNS has its own: 65m.")
                  .orElse("5m");
          return values ->
              new WebhookSettings(
                  values.get(path),
                  values.get(listener),
                  Stream.of(values.get(present), values.get(previous))
                      .flatMap(Optional::stream)
                      .toList(),
                  values.get(sns),
                  values.get(window));
        });
  }

  private static ObjectType<SnsTopic> sns() {
    return ObjectType.of(
        "webhook-sns",
        "A topic of Amazon SNS. Its messages are believed by its signature, and a subscription to"
            + " it is confirmed by itself.",
        keys -> {
          var topic =
              keys.key(
                      "topic",
                      text().as(SnsTopic::new),
                      "The ARN of the topic; raw delivery must be off, since it is not signed.")
                  .example("arn:aws:sns:eu-west-1:123456789012:catalogue")
                  .required();
          return values -> values.get(topic);
        });
  }
}
