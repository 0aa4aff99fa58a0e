package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.oneOrMore;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.sources.kafka.KafkaSettings;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a configuration file may say of topics. */
final class KafkaKeys {

  private static final String SERVER = "[^\\s,:\\[\\]]+:[0-9]{1,5}|\\[[0-9A-Fa-f:.]+\\]:[0-9]{1,5}";

  private KafkaKeys() {}

  static ObjectType<KafkaSettings> kafka(Type<String> secret) {
    return ObjectType.of(
        "source-kafka",
        "Topics of a cluster. Offsets are kept in the folder `data`, beside the invalidation log;"
            + " no consumer group is used.",
        keys -> {
          var servers =
              keys.key(
                      "servers",
                      oneOrMore(text("server", "host:port", SERVER)),
                      "Where the cluster is found.")
                  .example("[broker-1.example:9092, broker-2.example:9092]")
                  .required();
          var topics =
              keys.key(
                      "topics",
                      oneOrMore(text("topic", "the name of a topic", "[a-zA-Z0-9._-]{1,249}")),
                      "The topics.")
                  .example("catalogue")
                  .required();
          var window =
              keys.key(
                      "window",
                      duration(),
                      "How far back a node begins that has kept no offsets: longer than a replica"
                          + " ever lags.")
                  .orElse("1h");
          var properties =
              keys.key(
                      "properties",
                      mapOf(
                          text("property", "a property such as sasl.mechanism", "[a-z][a-z0-9.-]*"),
                          oneOf(secret, text())),
                      "Further properties of the Kafka consumer, such as `security.protocol`; a"
                          + " secret such as `sasl.jaas.config` is named by where it is kept.")
                  .orElse("{}");
          return values ->
              new KafkaSettings(
                  String.join(",", values.get(servers)),
                  values.get(topics),
                  values.get(window),
                  hidden(values.get(properties)));
        });
  }

  /** In a form whose text does not show them. */
  private static Map<String, Supplier<String>> hidden(Map<String, String> properties) {
    Map<String, Supplier<String>> hidden = new HashMap<>();
    properties.forEach((name, value) -> hidden.put(name, () -> value));
    return hidden;
  }
}
