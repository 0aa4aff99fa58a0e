package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.addressRange;
import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.config.BoundedTypes.sizeBetween;
import static dev.edgecache.yaml.keys.Types.byteSize;
import static dev.edgecache.yaml.keys.Types.hostPort;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.oneOrMore;
import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.admin.AdminTls;
import dev.edgecache.admin.AdminToken;
import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.Http2Settings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.listen.MessageLimits;
import dev.edgecache.serve.listen.TlsSettings;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.Keys;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.values.HostPort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a configuration file may say of listeners and of the admin port. */
final class ListenerKeys {

  private static final Duration DAY = Duration.ofDays(1);

  private final Surroundings surroundings;

  ListenerKeys(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** An address, a mapping, or a list of both. */
  Type<List<ListenerSettings>> listen() {
    return oneOrMore(
        oneOf(hostPort().as(at -> ListenerSettings.cleartext(address(at))), listener()));
  }

  /** An address, or a mapping with a token. */
  Type<AdminSettings> admin() {
    return oneOf(
        hostPort().as(at -> new AdminSettings(address(at), Optional.empty())),
        ObjectType.of(
            "admin",
            "The port for operators: health, metrics, reload, explanations.",
            keys -> {
              var address =
                  keys.key("address", hostPort(), "Where it listens.")
                      .example("127.0.0.1:8081")
                      .required();
              var token =
                  keys.key(
                          "token",
                          secret().as(surroundings::reveal).as(AdminToken::new),
                          "What callers present as `Authorization: Bearer …`, at least 16"
                              + " characters. Only a loopback address, or a port that has"
                              + " `client-authorities`, can do without.")
                      .optional();
              var tls =
                  keys.key("tls", adminTls(), "TLS; without it the port speaks cleartext.")
                      .optional();
              return values ->
                  new AdminSettings(
                      address(values.get(address)), values.get(token), values.get(tls));
            }));
  }

  private ObjectType<AdminTls> adminTls() {
    return ObjectType.of(
        "admin-tls",
        "How the admin port speaks TLS.",
        keys -> {
          var certificate = certificate(keys);
          var key = privateKey(keys);
          var oldest = oldest(keys);
          var authorities =
              keys.key(
                      "client-authorities",
                      text().as(surroundings::existing),
                      "A PEM file with those who sign the certificates of operators: whoever shows"
                          + " such a certificate needs no token.")
                  .optional();
          return values ->
              new AdminTls(
                  new TlsSettings(
                      values.get(certificate),
                      values.get(key),
                      values.get(oldest),
                      Optional.empty()),
                  values.get(authorities));
        });
  }

  private Key<Path> certificate(Keys keys) {
    return keys.key(
            "certificate",
            text().as(surroundings::existing),
            "A PEM file: the certificate, then those that signed it.")
        .required();
  }

  private Key<Path> privateKey(Keys keys) {
    return keys.key(
            "key",
            text().as(surroundings::existing),
            "A PEM file: the private key in PKCS#8, unencrypted.")
        .required();
  }

  private static Key<TlsSettings.Version> oldest(Keys keys) {
    return keys.key("oldest", words(versions()), "The oldest version of TLS that is spoken.")
        .orElse("TLSv1.2");
  }

  private ObjectType<ListenerSettings> listener() {
    return ObjectType.of(
        "listener",
        "An address at which viewers are served.",
        keys -> {
          var address =
              keys.key("address", hostPort(), "Where it listens; port 0 takes any free port.")
                  .example("0.0.0.0:8443")
                  .required();
          var tls =
              keys.key("tls", tls(), "TLS; without it the listener speaks cleartext HTTP/1.1.")
                  .optional();
          var messages =
              keys.key("limits", messages(), "The largest request that is taken.").orElse("{}");
          var connections =
              keys.key("connections", connections(), "How many connections, and how slow.")
                  .orElse("{}");
          var purge =
              keys.key(
                      "purge",
                      purge(),
                      "Who may send PURGE, which invalidates what is stored of its URL; without"
                          + " this key the method is refused.")
                  .optional();
          return values ->
              new ListenerSettings(
                  address(values.get(address)),
                  values.get(tls),
                  values.get(messages),
                  values.get(connections),
                  values.get(purge).orElse(List.of()));
        });
  }

  private static ObjectType<List<AddressRange>> purge() {
    return ObjectType.of(
        "purge",
        "Who may send PURGE.",
        keys -> {
          var from =
              keys.key(
                      "from",
                      nonEmptyListOf(addressRange()),
                      "The networks that may, by the address of the connection and never by a"
                          + " field: not one of proxies or load balancers that pass on what others"
                          + " send.")
                  .example("[10.0.0.0/8, \"2001:db8::/32\"]")
                  .required();
          return values -> values.get(from);
        });
  }

  private ObjectType<TlsSettings> tls() {
    return ObjectType.of(
        "listener-tls",
        "How a listener speaks TLS.",
        keys -> {
          var certificate = certificate(keys);
          var key = privateKey(keys);
          var oldest = oldest(keys);
          var http2 =
              keys.key("http2", http2(), "HTTP/2, which clients choose by ALPN.").orElse("on");
          return values ->
              new TlsSettings(
                  values.get(certificate), values.get(key), values.get(oldest), values.get(http2));
        });
  }

  private static Map<String, TlsSettings.Version> versions() {
    Map<String, TlsSettings.Version> versions = new LinkedHashMap<>();
    versions.put("TLSv1.2", TlsSettings.Version.TLS_1_2);
    versions.put("TLSv1.3", TlsSettings.Version.TLS_1_3);
    return versions;
  }

  private static Type<Optional<Http2Settings>> http2() {
    ObjectType<Http2Settings> settings =
        ObjectType.of(
            "http2",
            "What a listener tells its HTTP/2 clients.",
            keys -> {
              var streams =
                  keys.key(
                          "streams",
                          integer(1, 100_000),
                          "The most requests that one connection may have under way.")
                      .orElse("128");
              var window =
                  keys.key(
                          "window",
                          sizeBetween(16_384, Integer.MAX_VALUE),
                          "Bytes of each request body that a client may send ahead.")
                      .orElse("65535B");
              return values -> new Http2Settings(values.get(streams), values.get(window));
            });
    return oneOf(
        word("on", Optional.of(Http2Settings.DEFAULTS)),
        word("off", Optional.<Http2Settings>empty()),
        settings.as(Optional::of));
  }

  private static ObjectType<MessageLimits> messages() {
    return ObjectType.of(
        "limits",
        "The largest request that a listener takes.",
        keys -> {
          var head =
              keys.key(
                      "head",
                      sizeBetween(1024, 1 << 20),
                      "All field lines together; more is answered with 431.")
                  .orElse("32KiB");
          var fields =
              keys.key(
                      "fields",
                      integer(10, 10_000),
                      "The number of field lines; more is answered with 431.")
                  .orElse("100");
          var target =
              keys.key(
                      "target",
                      sizeBetween(256, 1 << 20),
                      "The request target; more is answered with 414.")
                  .orElse("8KiB");
          var body =
              keys.key(
                      "body",
                      oneOf(
                          word("unlimited", OptionalLong.empty()), byteSize().as(OptionalLong::of)),
                      "The request body; more is answered with 413.")
                  .orElse("unlimited");
          return values ->
              new MessageLimits(
                  values.get(head), values.get(fields), values.get(target), values.get(body));
        });
  }

  private static ObjectType<ConnectionLimits> connections() {
    return ObjectType.of(
        "listener-connections",
        "How many connections a listener holds, and how long each may keep it waiting.",
        keys -> {
          var most =
              keys.key("max", integer(1, 1_000_000), "Open connections at a time; others wait.")
                  .orElse("20000");
          var idle =
              keys.key("idle", durationUpTo(DAY), "How long one stays open without a request.")
                  .orElse("60s");
          var head =
              keys.key("request-head", durationUpTo(DAY), "How long a request head may take.")
                  .orElse("10s");
          var read =
              keys.key("read", durationUpTo(DAY), "How long the next bytes of a body may take.")
                  .orElse("30s");
          var write =
              keys.key(
                      "write",
                      durationUpTo(DAY),
                      "How long a client may take less than 8 KiB of its answer before it is cut"
                          + " off.")
                  .orElse("30s");
          return values ->
              new ConnectionLimits(
                  values.get(most),
                  values.get(idle),
                  values.get(head),
                  values.get(read),
                  values.get(write));
        });
  }

  private static InetSocketAddress address(HostPort at) {
    return new InetSocketAddress(at.host(), at.port());
  }
}
