package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.config.BoundedTypes.sizeBetween;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.percentage;
import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.url;
import static dev.edgecache.yaml.keys.Types.word;

import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.OriginSettings.AddedField;
import dev.edgecache.origin.OriginSettings.Breaker;
import dev.edgecache.origin.OriginSettings.Connections;
import dev.edgecache.origin.OriginSettings.HeadLimits;
import dev.edgecache.origin.OriginSettings.Retries;
import dev.edgecache.origin.OriginSettings.Timeouts;
import dev.edgecache.origin.OriginTlsSettings;
import dev.edgecache.origin.OriginTlsSettings.ClientCertificate;
import dev.edgecache.origin.OriginTlsSettings.Trust;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a configuration file may say of one origin. */
final class OriginKeys {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  private final Surroundings surroundings;

  OriginKeys(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  ObjectType<OriginSettings> origin() {
    return ObjectType.of(
        "origin",
        "How one origin is reached and what is expected of it.",
        keys -> {
          var url =
              keys.key("url", url(), "Scheme, host and port.")
                  .example("https://api.eu-west-1.example")
                  .required();
          var host =
              keys.key(
                      "host",
                      text("host", "a host, perhaps with a port", "[A-Za-z0-9._~\\[\\]:%-]+"),
                      "The `Host` that it is sent; without it, the one that the viewer sent.")
                  .example("internal.api.example")
                  .optional();
          var prefix =
              keys.key(
                      "path-prefix",
                      text(
                          "path",
                          "a path such as /api, without a slash at its end",
                          "(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+"),
                      "What is put before each path.")
                  .example("/api")
                  .optional();
          var tls = keys.key("tls", tls(), "How an `https` origin proves itself.").orElse("{}");
          var headers =
              keys.key(
                      "headers",
                      headers(),
                      "Header fields that are added to each request, with secret values, such as"
                          + " `{ X-Origin-Key: { env: ORIGIN_KEY } }`.")
                  .orElse("{}");
          var timeouts = keys.key("timeouts", timeouts(), "How long things may take.").orElse("{}");
          var connections =
              keys.key("connections", connections(), "The pool of connections.").orElse("{}");
          var head =
              keys.key("response-head", headLimits(), "The largest head of an answer.")
                  .orElse("{}");
          var breaker = keys.key("breaker", breaker(), "When to stop asking.").orElse("{}");
          var retries =
              keys.key("retry-budget", retries(), "How much of the load may be repetition.")
                  .orElse("{}");
          var check =
              keys.key(
                      "health",
                      check(),
                      "A question that it is asked again and again; without it, only the answers"
                          + " that it gives tell how it is.")
                  .optional();
          var slowStart =
              keys.key(
                      "slow-start",
                      durationOrZero().as(OriginKeys::atMostADay),
                      "How long its share of the requests rises after it was away.")
                  .orElse("30s");
          return values ->
              new OriginSettings(
                  values.get(url),
                  values.get(host),
                  values.get(prefix).orElse(""),
                  values.get(tls),
                  values.get(headers),
                  values.get(timeouts),
                  values.get(connections),
                  values.get(head),
                  values.get(breaker),
                  values.get(retries),
                  new HealthRule(values.get(check), values.get(slowStart)));
        });
  }

  private Type<List<AddedField>> headers() {
    Type<String> name = text("field name", "a field name", "[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    return mapOf(name, secret().as(surroundings::reveal))
        .as(
            fields ->
                fields.entrySet().stream()
                    .map(field -> new AddedField(field.getKey(), field::getValue))
                    .toList());
  }

  private ObjectType<OriginTlsSettings> tls() {
    Type<Path> file = text().as(surroundings::existing);
    return ObjectType.of(
        "origin-tls",
        "How an `https` origin proves itself, and this cache to it. Its certificate is always"
            + " checked against its name.",
        keys -> {
          var name =
              keys.key(
                      "server-name",
                      text("host", "a host name", "[A-Za-z0-9.-]+"),
                      "The name sent as SNI and looked for in the certificate; without it, the host"
                          + " of the URL.")
                  .example("api.example")
                  .optional();
          var trust =
              keys.key(
                      "trust",
                      oneOf(word("system", new Trust.JavaRuntime()), file.as(Trust.Pem::new)),
                      "Who may vouch for it: `system` for the authorities that the Java runtime"
                          + " trusts, or a PEM file.")
                  .orElse("system");
          var certificate =
              keys.key("certificate", file, "A PEM file: the certificate that it is shown.")
                  .optional();
          var key =
              keys.key("key", file, "A PEM file: the key of that certificate, in PKCS#8.")
                  .optional();
          return values ->
              new OriginTlsSettings(
                  values.get(name),
                  values.get(trust),
                  client(values.get(certificate), values.get(key)));
        });
  }

  private static Optional<ClientCertificate> client(
      Optional<Path> certificate, Optional<Path> key) {
    if (certificate.isPresent() != key.isPresent()) {
      String said = certificate.isPresent() ? "certificate" : "key";
      String missing = certificate.isPresent() ? "key" : "certificate";
      throw new IllegalArgumentException(
          said + ": alone (expected: " + missing + " beside it, or neither)");
    }
    return certificate.flatMap(chain -> key.map(secret -> new ClientCertificate(chain, secret)));
  }

  private static ObjectType<Timeouts> timeouts() {
    return ObjectType.of(
        "origin-timeouts",
        "How long exchanges with an origin may take.",
        keys -> {
          var connect =
              keys.key("connect", durationUpTo(DAY), "Until a connection is up: name, TCP, TLS.")
                  .orElse("2s");
          var head =
              keys.key("response-head", durationUpTo(DAY), "From the end of a request to the head.")
                  .orElse("30s");
          var between =
              keys.key("between-bytes", durationUpTo(DAY), "The longest pause of the origin.")
                  .orElse("30s");
          var total = keys.key("total", durationUpTo(YEAR), "To the last byte.").orElse("24h");
          var tunnel =
              keys.key(
                      "tunnel-idle",
                      durationUpTo(DAY),
                      "The longest silence on an upgraded connection.")
                  .orElse("10m");
          return values ->
              new Timeouts(
                  values.get(connect),
                  values.get(head),
                  values.get(between),
                  values.get(total),
                  values.get(tunnel));
        });
  }

  private static ObjectType<Connections> connections() {
    return ObjectType.of(
        "origin-connections",
        "The connections to one origin.",
        keys -> {
          var most = keys.key("max", integer(1, 100_000), "Open at a time.").orElse("256");
          var pending =
              keys.key(
                      "pending",
                      integer(0, 1_000_000),
                      "Exchanges that may wait for one; more are answered with 503.")
                  .orElse("1024");
          var wait =
              keys.key("pending-timeout", durationUpTo(DAY), "How long an exchange waits for one.")
                  .orElse("5s");
          var idle =
              keys.key("idle", durationUpTo(DAY), "How long one is kept unused.").orElse("1m");
          return values ->
              new Connections(
                  values.get(most), values.get(pending), values.get(wait), values.get(idle));
        });
  }

  private static ObjectType<HeadLimits> headLimits() {
    return ObjectType.of(
        "origin-response-head",
        "The largest head of an answer, and likewise of its trailers.",
        keys -> {
          var size =
              keys.key("size", sizeBetween(1024, 1 << 24), "All field lines together.")
                  .orElse("32KiB");
          var fields =
              keys.key("fields", integer(10, 100_000), "The number of field lines.").orElse("100");
          return values -> new HeadLimits(values.get(size), values.get(fields));
        });
  }

  private static ObjectType<Breaker> breaker() {
    return ObjectType.of(
        "breaker",
        "The circuit breaker of an origin.",
        keys -> {
          var share =
              keys.key(
                      "failure-share",
                      percentage(1, 100),
                      "The share of failures among the last exchanges that opens it.")
                  .orElse("50%");
          var window =
              keys.key("window", integer(1, 100_000), "The number of last exchanges that count.")
                  .orElse("100");
          var minimum =
              keys.key(
                      "minimum",
                      integer(1, 100_000),
                      "The number of exchanges below which their share opens nothing.")
                  .orElse("20");
          var consecutive =
              keys.key(
                      "consecutive",
                      integer(1, 100_000),
                      "The number of failures in a row that opens it.")
                  .orElse("10");
          var openFor =
              keys.key(
                      "open-for",
                      durationUpTo(DAY),
                      "How long it stays open before a few exchanges try again; doubled, up to four"
                          + " times, each time that follows soon upon the last.")
                  .orElse("5s");
          var statuses =
              keys.key("statuses", listOf(integer(500, 599)), "Statuses that count as failures.")
                  .orElse("[502, 503, 504]");
          return values ->
              new Breaker(
                  values.get(share),
                  values.get(window),
                  values.get(minimum),
                  values.get(consecutive),
                  values.get(openFor),
                  Set.copyOf(values.get(statuses)));
        });
  }

  private static ObjectType<HealthRule.Check> check() {
    return ObjectType.of(
        "health",
        "A question to an origin whether it is ready: a GET request on a connection of its own,"
            + " answered with 2xx if it is.",
        keys -> {
          var path =
              keys.key(
                      "path",
                      text("path", "a path such as /health/ready", "/[^\\s?#]*"),
                      "The path, as the origin sees it: without `path-prefix`.")
                  .example("/health/ready")
                  .required();
          var every =
              keys.key("every", durationUpTo(DAY), "The pause between two questions.").orElse("2s");
          var timeout =
              keys.key("timeout", durationUpTo(DAY), "How long an answer may take.").orElse("1s");
          var healthy =
              keys.key(
                      "healthy-after",
                      integer(1, 1000),
                      "The number of checks in a row that must pass before it is asked again.")
                  .orElse("2");
          var unhealthy =
              keys.key(
                      "unhealthy-after",
                      integer(1, 1000),
                      "The number of checks in a row that must fail before it is left alone.")
                  .orElse("3");
          return values ->
              new HealthRule.Check(
                  values.get(path),
                  values.get(every),
                  values.get(timeout),
                  values.get(healthy),
                  values.get(unhealthy));
        });
  }

  private static Duration atMostADay(Duration value) {
    if (value.compareTo(DAY) > 0) {
      throw new IllegalArgumentException("value: longer than allowed (expected: at most 24h)");
    }
    return value;
  }

  private static ObjectType<Retries> retries() {
    return ObjectType.of(
        "retry-budget",
        "How much of the load on an origin may be repetition.",
        keys -> {
          var share =
              keys.key("share", percentage(0, 100), "Retries for each hundred exchanges.")
                  .orElse("10%");
          var burst =
              keys.key("burst", integer(1, 10_000), "The most retries that can be saved up.")
                  .orElse("10");
          return values -> new Retries(values.get(share), values.get(burst));
        });
  }
}
