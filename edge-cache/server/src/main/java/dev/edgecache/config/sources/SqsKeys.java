package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.url;

import dev.edgecache.sources.sqs.SqsSettings;
import dev.edgecache.yaml.keys.ObjectType;

/** What a configuration file may say of a queue. */
final class SqsKeys {

  private static final int MOST_RECEIVES = 1000;

  private SqsKeys() {}

  static ObjectType<SqsSettings> sqs() {
    return ObjectType.of(
        "source-sqs",
        "A queue, standard or FIFO. Credentials are looked for where the AWS SDK looks: the"
            + " environment, a profile, a web identity, the container, the instance.",
        keys -> {
          var queue =
              keys.key("queue", url(), "The URL of the queue.")
                  .example("https://sqs.eu-west-1.amazonaws.com/123456789012/edge-cache-1")
                  .required();
          var region =
              keys.key(
                      "region",
                      text("region", "a region such as eu-west-1", "[a-z0-9-]{1,32}"),
                      "The region of the queue.")
                  .example("eu-west-1")
                  .required();
          var endpoint =
              keys.key(
                      "endpoint",
                      url(),
                      "Where the service is asked, if not at its usual address, such as an"
                          + " interface endpoint of a VPC.")
                  .optional();
          var visibility =
              keys.key(
                      "visibility",
                      duration(),
                      "How long a message that was received is hidden before it comes again, unless"
                          + " it was deleted; 1s to 12h.")
                  .orElse("30s");
          var dropAfter =
              keys.key(
                      "drop-after",
                      integer(1, MOST_RECEIVES),
                      "How often a message is received that can't be understood before it is"
                          + " deleted. A redrive policy of the queue with fewer receives keeps it.")
                  .orElse("10");
          return values ->
              new SqsSettings(
                  values.get(queue),
                  values.get(region),
                  values.get(endpoint),
                  values.get(visibility),
                  values.get(dropAfter));
        });
  }
}
