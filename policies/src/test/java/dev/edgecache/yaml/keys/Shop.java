package dev.edgecache.yaml.keys;

import static dev.edgecache.yaml.keys.Types.bool;
import static dev.edgecache.yaml.keys.Types.byteAmount;
import static dev.edgecache.yaml.keys.Types.byteSize;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.hostPort;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.oneOrMore;
import static dev.edgecache.yaml.keys.Types.percentage;
import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.url;
import static dev.edgecache.yaml.keys.Types.word;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.yaml.values.ByteAmount;
import dev.edgecache.yaml.values.HostPort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file for tests that uses every kind of value. */
record Shop(
    String name,
    HostPort listen,
    List<Counter> counters,
    Map<String, Origin> origins,
    Map<Integer, Duration> errors,
    ByteAmount memory,
    Optional<SecretReference> token) {

  enum Pace {
    AT_LEISURE,
    IN_HASTE
  }

  sealed interface Opening {
    record Never() implements Opening {}

    record Hours(Duration min, Duration max) implements Opening {
      public Hours {
        if (min.compareTo(max) > 0) {
          throw new IllegalArgumentException(
              "min: " + min + " (expected: at most max, " + max + ")");
        }
      }
    }
  }

  record Counter(String title, Opening opening, List<String> clerks, Pace pace, double discount) {}

  record Origin(URI url, int connections, long buffer, boolean warm) {}

  private static final ObjectType<Opening> HOURS =
      ObjectType.of(
          "hours",
          "How long a counter is open.",
          keys -> {
            var min = keys.key("min", durationOrZero(), "The least.").orElse("0s");
            var max = keys.key("max", duration(), "The most.").example("8h").required();
            return values -> new Opening.Hours(values.get(min), values.get(max));
          });

  private static final ObjectType<Counter> COUNTER =
      ObjectType.of(
          "counter",
          "One counter.",
          keys -> {
            var title = keys.key("title", text(), "Its title.").required();
            var opening =
                keys.key("opening", oneOf(word("never", new Opening.Never()), HOURS), "When.")
                    .orElse("never");
            var clerks = keys.key("clerks", oneOrMore(text()), "Who works here.").required();
            var pace = keys.key("pace", words(Pace.class), "How fast.").orElse("at-leisure");
            var discount = keys.key("discount", percentage(0, 50), "How much less.").orElse("0%");
            return values ->
                new Counter(
                    values.get(title),
                    values.get(opening),
                    values.get(clerks),
                    values.get(pace),
                    values.get(discount));
          });

  private static final ObjectType<Origin> ORIGIN =
      ObjectType.of(
          "origin",
          "Where goods come from.",
          keys -> {
            var url = keys.key("url", url(), "Its address.").required();
            var connections = keys.key("connections", integer(1, 64), "At most.").orElse("8");
            var buffer = keys.key("buffer", byteSize(), "For each.").orElse("64KiB");
            var warm = keys.key("warm", bool(), "Whether it is warm.").orElse("false");
            return values ->
                new Origin(
                    values.get(url), values.get(connections), values.get(buffer), values.get(warm));
          });

  static final ObjectType<Shop> TYPE =
      ObjectType.of(
          "shop",
          "A shop.",
          keys -> {
            var name =
                keys.key("name", text("name", "a short name", "[a-z]{1,10}"), "Its name.")
                    .example("corner")
                    .required();
            var listen = keys.key("listen", hostPort(), "Its door.").orElse("127.0.0.1:8080");
            var counters = keys.key("counters", nonEmptyListOf(COUNTER), "Its parts.").required();
            var origins =
                keys.key(
                        "origins",
                        mapOf(oneOf(url().as(url -> new Origin(url, 8, 65536, false)), ORIGIN)),
                        "Its sources by name.")
                    .orElse("{}");
            var errors =
                keys.key("errors", mapOf(integer(400, 599), duration()), "By status.").orElse("{}");
            var memory = keys.key("memory", byteAmount(), "Its head.").orElse("40%");
            var token = keys.key("token", secret(), "Its key.").optional();
            keys.key("notes", listOf(text()), "Ignored.").orElse("[]");
            return values ->
                new Shop(
                    values.get(name),
                    values.get(listen),
                    values.get(counters),
                    values.get(origins),
                    values.get(errors),
                    values.get(memory),
                    values.get(token));
          });
}
